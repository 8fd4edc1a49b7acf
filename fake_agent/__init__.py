"""The VM's side of Run Command: the guest agent, the extension and the guests under them."""
