"""nginx with the file of production, its folders, ports and name server those of a test or a bench."""

import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.trial_servers import free_port

from .processes import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")


def file_of_production(folder: Path, **changes: str) -> Path:
    """deploy/nginx.conf with the folders and ports of this test."""
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subprocess.run([str(OPENSSL), *words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (ROOT / "deploy/nginx.conf").read_text().replace("/tmp/", f"{folder}/")  # noqa: S108
    text = text.replace("/etc/nginx/certs", str(folder))
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


class Names:
    """A name server that knows one address for every name, until it is told another one."""

    def __init__(self, address: str = "127.0.0.2") -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                asked, whence = self.socket.recvfrom(512)
            except OSError:
                return
            question = asked[12 : asked.index(b"\0", 12) + 5]
            head = asked[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0)
            answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(self.address)
            self.socket.sendto(head + question + answer, whence)


@contextmanager
def proxy(folder: Path, names: Names, port: int, https: int, **more: str) -> Iterator[None]:
    path = file_of_production(
        folder,
        **{
            "resolver 127.0.0.11 valid=5s": f"resolver 127.0.0.1:{names.port} valid=1s",
            "web:8000": f"web:{port}",
            "127.0.0.1:8081": f"127.0.0.1:{free_port()}",
            "listen 443 ": f"listen 127.0.0.1:{https} ",
            "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
            "listen [::]:443 ssl default_server;": "",
            "listen [::]:80 default_server;": "",
            **more,
        },
    )
    running = subprocess.Popen([str(NGINX), "-c", path, "-g", "daemon off;"], stderr=subprocess.PIPE)
    try:
        yield
    finally:
        running.terminate()
        running.communicate(timeout=60)
