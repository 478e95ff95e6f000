"""Three replicas on one PostgreSQL, and the proxy of deploy/Caddyfile in front of them; real processes, all of them."""

import base64
import os
import secrets
import signal
import socket
import subprocess
import time

from client import Client, answer_or_none

# How long anything may take that is no promise: a busy machine is slow.
PATIENCE_SECONDS = 240
# Longer than the proxy's health_interval and health_timeout together.
DRAIN_NOTICE_SECONDS = 8
JOB_LEASE_SECONDS = 2


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(what, condition, seconds=PATIENCE_SECONDS):
    """Looks again and again until the condition gives something true, and answers that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"after {seconds} s still not so: {what}")


class Replica:
    def __init__(self, installation, name, **settings):
        self.installation = installation
        self.name = f"replica-{name}"
        self.settings = settings
        self.address = ("127.0.0.1", free_port())
        self.process = None

    def start(self):
        log = open(os.path.join(self.installation.folder, f"{self.name}.log"), "a")
        environment = {**self.installation.environment, **self.settings, "ROLLCALL_LISTEN": "%s:%s" % self.address}
        command = [self.installation.rollcall, "serve"]
        self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self.installation.folder)
        until(f"{self.name} is ready", self.is_ready)

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended with exit code {self.process.returncode}")
        answer = answer_or_none(Client(self.address), "GET", "/readyz")
        return answer is not None and answer.status == 200

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def exit_code(self):
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def client(self, token=None):
        return Client(self.address, token)


class Installation:
    def __init__(self, options):
        self.rollcall, self.database, self.psql, self.folder = options.rollcall, options.database, options.psql, options.folder
        self.standby, self.standby_pid = options.standby, options.standby_pid
        self.environment = {
            **os.environ,
            "ROLLCALL_DATABASE_URL": self.database,
            "ROLLCALL_SECRET_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "ROLLCALL_LIMITS_DRAIN_NOTICE_SECONDS": str(DRAIN_NOTICE_SECONDS),
            "ROLLCALL_LIMITS_JOB_LEASE_SECONDS": str(JOB_LEASE_SECONDS),
        }
        self.replicas = [Replica(self, number) for number in (1, 2, 3)]
        self.proxy_address = ("127.0.0.1", free_port())
        self.caddy, self.caddyfile = options.caddy, options.caddyfile
        self.proxy_process = None

    def start(self):
        """Migrates first, as docker-compose.yml does, then starts everything."""
        self.run("migrate")
        for replica in self.replicas:
            replica.start()
        environment = {
            **os.environ,
            "ROLLCALL_PROXY_LISTEN": "http://%s:%s" % self.proxy_address,
            "ROLLCALL_REPLICAS": " ".join("%s:%s" % replica.address for replica in self.replicas),
            "HOME": self.folder, "XDG_DATA_HOME": self.folder, "XDG_CONFIG_HOME": self.folder,
        }
        log = open(os.path.join(self.folder, "proxy.log"), "a")
        command = [self.caddy, "run", "--config", self.caddyfile, "--adapter", "caddyfile"]
        self.proxy_process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        until("the proxy answers", lambda: answer_or_none(self.proxy(), "GET", "/healthz"))

    def stop(self):
        processes = [replica.process for replica in self.replicas] + [self.proxy_process]
        for process in processes:
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    def proxy(self, token=None):
        return Client(self.proxy_address, token)

    def run(self, *arguments):
        """A command of the command line; answers what it printed."""
        done = subprocess.run([self.rollcall, *arguments], env=self.environment, capture_output=True, text=True, cwd=self.folder)
        if done.returncode != 0:
            raise RuntimeError(f"rollcall {' '.join(arguments)}: {done.stderr}")
        return done.stdout.strip()

    def tenant(self, name):
        """A new tenant; answers a secret token for it."""
        self.run("tenant", "create", name)
        return self.token(name, "first")

    def token(self, tenant, name, scope="scim"):
        return self.run("token", "create", "--tenant", tenant, "--name", name, "--scope", scope)

    def sql(self, statement, database=None):
        """What a statement finds: rows of texts."""
        command = [self.psql, "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--no-align", "--tuples-only",
                   "--field-separator", "\t", "--command", statement, database or self.database]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def number(self, statement):
        return int(self.sql(statement)[0][0])
