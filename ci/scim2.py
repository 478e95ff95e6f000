"""scim2-cli as it is, but for one attribute: its models refuse what they do not know, and do not know `securityEvents` of
ServiceProviderConfig (RFC 9967 section 4) yet. That one is looked past; any other that they do not know is still an error."""

import sys

from pydantic_core import core_schema
from scim2_cli import cli
from scim2_models import ServiceProviderConfig


def without_security_events(config):
    """What scim2-models is to read of a ServiceProviderConfig."""
    if isinstance(config, dict):
        return {name: value for name, value in config.items() if name != "securityEvents"}
    return config


def schema(cls, source, handler):
    """That look, before everything that the model itself looks at."""
    return core_schema.no_info_before_validator_function(without_security_events, handler(source))


ServiceProviderConfig.__get_pydantic_core_schema__ = classmethod(schema)
ServiceProviderConfig.model_rebuild(force=True)
sys.exit(cli())
