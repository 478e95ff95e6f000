//! The server: its layers, its sockets, and its orderly end.

use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use tracing_actix_web::TracingLogger;

use crate::console;
use crate::edge;
use crate::hooks;
use crate::push;
use crate::routes::routes;
use crate::site::Site;
use crate::telemetry::RequestSpan;
use crate::work::Workers;

/// How often counts that are kept in memory are written down, and the database is tended.
const TEND_PERIOD: Duration = Duration::from_secs(5);

/// Serves until `stop` is ready; then accepts nothing more, finishes what runs, writes down what is
/// counted in memory, and closes the store.
///
/// Whoever closes a connection cannot know whether a request is on its way on it, and a proxy cannot know whether such
/// a request was carried out, so it must not send a POST again. So nothing is closed under a proxy: for
/// [`HttpLimits::drain_notice_seconds`](crate::config::HttpLimits::drain_notice_seconds) `/readyz` says no, every
/// answer ends its connection (`Connection: close`), and everything is served; when the proxy has gone elsewhere, the
/// listener and the connections that are idle by then are closed.
///
/// # Errors
/// When the socket or its threads fail.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (limits, database_threads) = (site.limits.clone(), site.database_threads);
    let site = Data::new(site);
    let (doors, told) = (site.clone(), site.clone());
    let server = HttpServer::new(move || {
        // The last one is the outermost.
        App::new()
            .app_data(doors.clone())
            .app_data(console::Api::new(doors.clone()))
            .wrap(Compress::default())
            .wrap(from_fn(edge::edge))
            .wrap(from_fn(edge::tidy_path))
            .wrap(TracingLogger::<RequestSpan>::new())
            .configure(routes)
    })
    .worker_max_blocking_threads(database_threads)
    .keep_alive(Duration::from_secs(limits.keep_alive_seconds))
    .shutdown_timeout(limits.drain_seconds)
    .shutdown_signal(async move {
        stop.await;
        told.end();
        tokio::time::sleep(Duration::from_secs(limits.drain_notice_seconds)).await;
    })
    .listen(listener)?
    .run();
    let (stop_flushing, stopped) = tokio::sync::oneshot::channel();
    let flushing = actix_web::rt::spawn(tend_periodically(site.clone(), stopped));
    let workers = Workers::start(&site);
    let (stop_pushing, told_to_stop) = tokio::sync::oneshot::channel();
    let pushing = actix_web::rt::spawn(push::work(site.clone(), told_to_stop));
    let (stop_sending, told_to_stop_sending) = tokio::sync::oneshot::channel();
    let sending = actix_web::rt::spawn(hooks::work(site.clone(), told_to_stop_sending));
    let served = server.await;
    site.end();
    site.close();
    drop(stop_pushing);
    drop(pushing.await);
    drop(stop_sending);
    drop(sending.await);
    workers.ended().await;
    // A flush under way goes to its end: what it has taken would be lost otherwise.
    drop(stop_flushing);
    drop(flushing.await);
    if let Err(error) = site.provisioning.flush_usage().await {
        tracing::warn!(cause = %error, "what was counted in memory could not be written, and is lost");
    }
    site.provisioning.close();
    served
}

async fn tend_periodically(site: Data<Site>, mut stopped: tokio::sync::oneshot::Receiver<()>) {
    let mut ticks = tokio::time::interval(TEND_PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => flush(&site).await,
            _ = &mut stopped => break,
        }
        // What the end of the program need not wait for.
        tokio::select! {
            () = tidy_database(&site) => {}
            _ = &mut stopped => break,
        }
    }
}

async fn tidy_database(site: &Site) {
    if let Err(error) = site.provisioning.tidy_database().await {
        tracing::warn!(cause = %error, "the database could not analyse a table that has grown; it will do so by itself");
    }
}

async fn flush(site: &Site) {
    site.metrics.tidy();
    if let Err(error) = site.provisioning.flush_usage_due().await {
        tracing::warn!(cause = %error, "what was counted in memory could not be written; it will be tried again");
    }
}

/// Ready when the process is told to end: SIGTERM, SIGINT (Ctrl-C).
pub async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("told to end: finishing what runs");
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}
