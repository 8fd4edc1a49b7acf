"""``extension-operations-disallowed``: the VM takes no extensions."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class ExtensionOperationsDisallowed(MachineFault):
    """``osProfile.allowExtensionOperations`` is false, or the VM was made without an agent."""

    name = "extension-operations-disallowed"
    observed = (
        "The request is refused at once: 409 OperationNotAllowed, 'This operation cannot be performed when extension "
        "operations are disallowed'. The VM shows allowExtensionOperations: false."
    )
    source = "hashicorp/terraform #24626; gravitational/teleport; scylla-cluster-tests #6656"
    grade = "reported"
    refuses = True

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Disallow."""
        before = target.resource.extension_operations
        target.change(extension_operations=False)
        return partial(target.change, extension_operations=before)
