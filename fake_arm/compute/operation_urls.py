"""The URLs of operations, in Azure's shape.

``?p={region}&api-version=...&t={ticks}&c={certificate}&s={signature}&h={hash}`` (recorded since 2022; what c, s and h
mean is inferred). Azure's are over 3,000 characters long, which breaks clients that cut URLs; so are these. Nothing in
them is checked.
"""

import base64
import hashlib

from fake_arm.cloud import Cloud
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest

REGIONS = {
    "westus": "571046f6-b640-41c1-86f7-f9f044b5adf9",
    "eastus": "54253b73-cb53-496f-ab42-5e5ee19426f8",
}
"""``p`` is constant for each region; both as recorded. Others are made up."""


def _text(seed: str, length: int) -> str:
    """``length`` characters of base64url made from ``seed``."""
    digest = hashlib.shake_128(seed.encode()).digest(length * 3 // 4 + 1)
    return base64.urlsafe_b64encode(digest)[:length].decode()


_CERTIFICATE = _text("certificate", 2435)


def headers(cloud: Cloud, request: ArmRequest, operation: Operation) -> dict[str, str]:
    """``Azure-AsyncOperation`` and ``Location`` of an accepted request."""
    base = (
        f"{request.base}/subscriptions/{operation.subscription_id}/providers/Microsoft.Compute/locations/"
        f"{operation.location}/operations/{operation.id}"
    )
    region = REGIONS.get(operation.location, _region(operation.location))
    tail = f"api-version={request.api_version}&t={cloud.surroundings.ticks()}&c={_CERTIFICATE}"
    signed = f"{tail}&s={_text(operation.id, 342)}&h={_text(operation.id + tail, 43)}"
    return {
        "Azure-AsyncOperation": f"{base}?p={region}&{signed}",
        "Location": f"{base}?p={region}&monitor=true&{signed}",
        "azure-asyncnotification": "Enabled",
    }


def _region(location: str) -> str:
    digest = hashlib.sha256(location.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
