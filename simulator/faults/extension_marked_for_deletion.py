"""``extension-marked-for-deletion``: a deletion of the extension was begun and does not end."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class ExtensionMarkedForDeletion(MachineFault):
    """The Run Command extension is on its way out, and Compute takes no other operation on it.

    A client gets out of it as in Azure: the command that removes the extension is taken, and ends the deletion.
    """

    name = "extension-marked-for-deletion"
    observed = (
        "The request is refused at once: 409 OperationNotAllowed, 'Operation 'PUT Extension' is not allowed on VM "
        "extension 'RunCommandLinux' since it is marked for deletion'."
    )
    source = "reported by users of RunCommandLinux; the status 409 is that of other such errors"
    grade = "reported"
    refuses = True

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Mark."""
        target.change(extension_marked_for_deletion=True)
        return partial(target.change, extension_marked_for_deletion=False)
