"""nginx as a web server that takes files: Put with a password, Get for everybody."""

import pathlib
import shutil
import socket
import subprocess
import time

USER, PASSWORD = "uploader", "web-only-Pa55word"

CONFIG = """
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 64; }}
http {{
  log_format asked '$request_method $status';
  access_log {directory}/requests asked;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  client_max_body_size 200m;
  server {{
    listen 127.0.0.1:{port};
    root {directory}/files;
    location / {{
      dav_methods PUT;
      create_full_put_path on;
      limit_except GET {{
        auth_basic "uploads";
        auth_basic_user_file {directory}/users;
      }}
    }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebServer:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.files = self.directory / "files"
        self.files.mkdir()
        hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], capture_output=True, check=True, text=True)
        self.directory.joinpath("users").write_text(f"{USER}:{hashed.stdout}", encoding="utf-8")
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
        for _ in range(5):  # a port that is free now may be taken by the time nginx wants it
            port = free_port()
            config = self.directory / "nginx.conf"
            config.write_text(CONFIG.format(directory=self.directory, port=port), encoding="utf-8")
            self.process = subprocess.Popen([nginx, "-c", str(config), "-e", str(self.directory / "error.log")],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            if self.answers(port):
                break
        else:
            raise AssertionError(f"nginx does not start: {self.process.stderr.read()}")
        self.url = f"http://127.0.0.1:{port}/dav/"
        self.environment = {"SEGCTL_UPLOAD_USER": USER, "SEGCTL_UPLOAD_PASSWORD": PASSWORD}
        self.forgotten = 0

    def answers(self, port):
        for _ in range(200):
            if self.process.poll() is not None:
                return False
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return True
            time.sleep(0.05)
        return False

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=60)

    def requests(self):
        """"HEAD 404", "PUT 201", …, since forget()."""
        lines = self.directory.joinpath("requests").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if not line.startswith(" ")][self.forgotten:]

    def asked(self, wanted):
        """requests(), once there are as many as `wanted`: nginx notes them a moment after its answers."""
        for _ in range(200):
            if len(self.requests()) >= len(wanted):
                break
            time.sleep(0.05)
        return self.requests()

    def forget(self):
        self.forgotten = 0
        self.forgotten = len(self.requests())
