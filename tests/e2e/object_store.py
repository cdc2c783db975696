#!/usr/bin/env python3
"""OpenStack Swift with its S3 API (Debian's python3-swift), whole in one process and in memory.

It checks signatures, payload digests and the expiry of links, as docs/decisions/ says why it was
chosen. Run as a program it is the server:

    object_store.py DIRECTORY

prints "listening on URL" and notes every request in DIRECTORY/requests. `Store` starts it.
"""

import datetime
import hashlib
import hmac
import http.client
import pathlib
import re
import subprocess
import sys

ACCESS_KEY, SECRET_KEY, REGION, BUCKET = "test:tester", "testing-only", "eu-central-1", "segments"


class Store:
    """The server as a process, with an empty bucket."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.process = subprocess.Popen([sys.executable, __file__, str(directory)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError(f"Swift does not start: {line}{self.process.stderr.read()}")
        self.url = line[len("listening on "):].strip()
        self.environment = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
        status, body = self.call("PUT", f"/{BUCKET}")
        if status != 200:
            raise AssertionError(f"no bucket: {status} {body}")
        self.forget()

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=60)

    def call(self, method, path, body=b"", secret=SECRET_KEY):
        """A signed request: (status, body)."""
        host = self.url.split("//")[1]
        headers = signed_headers(method, host, path, body, secret)
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        result = answer.status, answer.read()
        connection.close()
        return result

    def names(self):
        """The names of all objects."""
        return re.findall(r"<Key>([^<]*)</Key>", self.call("GET", f"/{BUCKET}")[1].decode())

    def empty(self):
        for name in self.names():
            self.call("DELETE", f"/{BUCKET}/{name}")
        self.forget()

    def requests(self):
        """What was asked of objects since forget(): "HEAD 404 signed", "PUT 200 signed", "GET 200 link"."""
        lines = self.directory.joinpath("requests").read_text(encoding="utf-8").splitlines()
        return lines[self.forgotten:]

    def forget(self):
        self.forgotten = 0
        self.forgotten = len(self.requests())


def signed_headers(method, host, path, body, secret):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": now}
    names = ";".join(headers)
    canonical = "\n".join([method, path, "", *(f"{name}:{value}" for name, value in headers.items()), "",
                           names, digest])
    scope = f"{now[:8]}/{REGION}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={names}, "
                                f"Signature={key.hex()}")
    return headers


def serve(directory):
    """Swift's four servers, each on a port of its own of this machine."""
    import eventlet
    eventlet.monkey_patch()
    import logging
    import eventlet.wsgi
    from swift.account.server import AccountController
    from swift.common import utils
    from swift.common.middleware import tempauth
    from swift.common.middleware.s3api import s3api
    from swift.common.ring import RingBuilder
    from swift.container.server import ContainerController
    from swift.obj.mem_server import ObjectController
    from swift.proxy.server import Application

    logging.disable(logging.CRITICAL)
    utils.HASH_PATH_SUFFIX, utils.validate_hash_conf = b"segctl", lambda: None
    directory.joinpath("devices", "d").mkdir(parents=True)
    conf = {"devices": str(directory / "devices"), "mount_check": "false", "swift_dir": str(directory),
            "account_autocreate": "true"}
    servers = {"account": AccountController, "container": ContainerController, "object": ObjectController}
    for name, controller in servers.items():
        socket = eventlet.listen(("127.0.0.1", 0))
        ring = RingBuilder(1, 1, 0)
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "device": "d", "weight": 1,
                      "port": socket.getsockname()[1]})
        ring.rebalance()
        ring.get_ring().save(str(directory / f"{name}.ring.gz"))
        eventlet.spawn(eventlet.wsgi.server, socket, controller(conf), log_output=False)
    account, user = ACCESS_KEY.split(":")
    proxy = tempauth.filter_factory({f"user_{account}_{user}": f"{SECRET_KEY} .admin"})(Application(conf))
    proxy = s3api.filter_factory({"location": REGION, "auth_pipeline_check": "false"})(proxy)
    socket = eventlet.listen(("127.0.0.1", 0))
    print(f"listening on http://127.0.0.1:{socket.getsockname()[1]}", flush=True)
    eventlet.wsgi.server(socket, noting(directory / "requests", with_cache(proxy)), log_output=False)


def with_cache(app):
    """Swift asks for a memcached; a dictionary does."""
    class Cache:
        def __init__(self):
            self.kept = {}

        def set(self, key, value, **_):
            self.kept[key] = value

        def get(self, key, **_):
            return self.kept.get(key)

        def delete(self, key, **_):
            self.kept.pop(key, None)

        def incr(self, key, delta=1, **_):
            self.kept[key] = self.kept.get(key, 0) + delta
            return self.kept[key]

    cache = Cache()

    def run(environ, start_response):
        environ["swift.cache"] = cache
        return app(environ, start_response)
    return run


def noting(path, app):
    path.touch()

    def run(environ, start_response):
        query = environ.get("QUERY_STRING", "")
        how = ("link" if "X-Amz-Signature=" in query
               else "signed" if environ.get("HTTP_AUTHORIZATION") else "open")
        is_object = environ["PATH_INFO"].count("/") > 1

        def noted(status, headers, *more):
            if is_object:
                with path.open("a", encoding="utf-8") as file:
                    file.write(f"{environ['REQUEST_METHOD']} {status.split()[0]} {how}\n")
            return start_response(status, headers, *more)
        return app(environ, noted)
    return run


if __name__ == "__main__":
    serve(pathlib.Path(sys.argv[1]))
