"""Rate limits: the remaining counts in the headers, and (where enforced) the 429 at their end.

The groups, their names and sizes are those of recorded headers. Each limit refills continuously within its window
(chosen; Azure documents token buckets without their exact refill).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """``size`` requests within ``window`` simulated seconds.

    ``by_resource`` counts for each VM, otherwise for the subscription.
    """

    name: str
    size: int
    by_resource: bool = False
    window: float = 60.0


def _compute(group: str, subscription: int, resource: int) -> tuple[Limit, ...]:
    return (
        Limit(f"Microsoft.Compute/{group}SubscriptionMaximum", subscription),
        Limit(f"Microsoft.Compute/{group}Resource", resource, by_resource=True),
    )


GROUPS: dict[str, tuple[Limit, ...]] = {
    "UpdateVM": _compute("UpdateVM", 1500, 12),
    "DeleteVM": _compute("DeleteVM", 1500, 12),
    "LowCostGet": _compute("LowCostGet", 24000, 36),
    "HighCostGet": (Limit("Microsoft.Compute/HighCostGetSubscriptionMaximum", 900),),
    "GetOperation": tuple(reversed(_compute("GetOperation", 15000, 45))),
    "GetSubscriptionInfo": (Limit("Microsoft.Compute/GetSubscriptionInfo3Min", 360, window=180.0),),
    "VMScaleSetVMActions": (
        *_compute("VMScaleSetVMActions", 2000, 12),
        Limit("Microsoft.Compute/VMScaleSetBatchedVMRequestsSubscriptionMaximum", 6000),
    ),
    "GetVMScaleSet": _compute("GetVMScaleSet", 6000, 36),
    "GetVMScaleSetVM": _compute("GetVMScaleSetVM", 6000, 36),
}

QUEUES = {"VMScaleSetVMActions": ("Microsoft.Compute/VmssQueuedVMOperations",)}
"""Queues that a group's header tells the length of (recorded); here nothing ever waits in one."""

SUBSCRIPTION_LIMITS: dict[str, tuple[Limit, ...]] = {
    "reads": (Limit("x-ms-ratelimit-remaining-subscription-global-reads", 3750),),
    "writes": (
        Limit("x-ms-ratelimit-remaining-subscription-writes", 200),
        Limit("x-ms-ratelimit-remaining-subscription-global-writes", 3000),
    ),
    "deletes": (
        Limit("x-ms-ratelimit-remaining-subscription-deletes", 200),
        Limit("x-ms-ratelimit-remaining-subscription-global-deletes", 3000),
    ),
}
"""ARM's own, by kind of request; the limit's name is the header's."""

KINDS = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}


class Buckets:
    """How much is left of each limit."""

    def __init__(self) -> None:
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, limit: Limit, owner: str, now: float) -> int:
        """Use one request of a limit at ``now`` (simulated seconds). Returns what is left; negative: none was left."""
        key = (limit.name, owner)
        level, since = self._levels.get(key, (float(limit.size), now))
        level = min(float(limit.size), level + (now - since) * limit.size / limit.window)
        if level < 1:
            self._levels[key] = (level, now)
            return -1
        self._levels[key] = (level - 1, now)
        return int(level - 1)

    def clear(self) -> None:
        """Fill all buckets."""
        self._levels.clear()
