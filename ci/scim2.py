"""scim2-cli as it is, but for one thing: its models refuse attributes of ServiceProviderConfig that they do not know,
and do not know `securityEvents` of RFC 9967 (section 4) yet. It is looked past; everything else is checked."""

import sys

from scim2_cli import cli
from scim2_models import ServiceProviderConfig

ServiceProviderConfig.model_config["extra"] = "ignore"
ServiceProviderConfig.model_rebuild(force=True)
sys.exit(cli())
