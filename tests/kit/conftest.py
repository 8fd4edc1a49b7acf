"""What suites under test need is imported first: pytester forgets the modules that one of them was first to import."""

import azure.identity  # see above
import azure.mgmt.compute  # noqa: F401 # see above
import msal  # type: ignore[import-untyped]  # noqa: F401 # see above
import requests  # noqa: F401 # see above

import fake_agent.windows.guest  # noqa: F401 # see above
import simulator.kit.az
import simulator.kit.marker
import simulator.kit.verdict  # noqa: F401 # see above
