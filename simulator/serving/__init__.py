"""How clients reach a simulation: TLS, the proxy, and what they need to know."""
