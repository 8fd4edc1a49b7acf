"""What the SDK needs is imported first: pytester forgets the modules that a suite under test was first to import."""

import azure.identity  # see above
import azure.mgmt.compute  # noqa: F401 # see above
import msal  # type: ignore[import-untyped]  # noqa: F401 # see above
import requests  # noqa: F401 # see above
