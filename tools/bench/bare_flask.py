"""The measure: one Flask route that does nothing, on the simulator's own TLS server.

Prints the port and the authority's file, then serves until its standard input ends.
"""

import json
import sys
import tempfile
from pathlib import Path

from flask import Flask, Response

from simulator.serving.certificates import write_certificates
from simulator.serving.server import TlsServer

BODY = json.dumps({"status": "Succeeded", "text": "x" * 400})


def main() -> None:
    """Serve."""
    app = Flask(__name__)

    @app.route("/route", methods=["GET", "POST"])
    def _answer() -> Response:
        return Response(BODY, mimetype="application/json")

    with tempfile.TemporaryDirectory() as folder:
        certificates = write_certificates(Path(folder), ())
        server = TlsServer("127.0.0.1", 0, certificates)
        server.start(app)
        print(json.dumps({"port": server.port, "caFile": str(certificates.authority)}), flush=True)
        sys.stdin.read()
        server.stop()


if __name__ == "__main__":
    main()
