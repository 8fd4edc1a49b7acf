"""What tests share: a client that shows whole answers, and simulations made for tests."""
