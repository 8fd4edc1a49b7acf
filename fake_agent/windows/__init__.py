"""The emulated Windows machine: its state, its command processor and programs, and the guest made of them."""
