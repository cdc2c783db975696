"""Who segctl talks to, told by certificates: with words that a user understands where it refuses."""

import datetime
import socket
import ssl
import subprocess
import threading
import warnings

import support
from support import DONE, FAILED, filter_manifest

ANSWER = b'{"data": [], "response_id": "1", "type": "custom_segment"}'


class Server:
    """Answers each connection on its port, with TLS where a context is given, until it is stopped."""

    def __init__(self, context=None):
        self.context = context
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.requests = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # stopped
                return
            with connection:
                try:
                    self.answer(connection)
                except OSError:  # the other side refuses the certificate
                    pass

    def answer(self, connection):
        connection.settimeout(support.TIME_LIMIT)
        if self.context is None:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            return
        with self.context.wrap_socket(connection, server_side=True) as secured:
            if not secured.recv(65536):
                return
            self.requests += 1
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                            b"Content-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER))

    def stop(self):
        self.listener.close()


class Certificates(support.EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.directory = support.scratch_directory(cls)
        cls.openssl("req", "-x509", "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem")
        cls.openssl("req", "-x509", "-subj", "/CN=another authority", "-keyout", "other.key", "-out", "other.pem")
        cls.openssl("req", "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.csr")
        now = datetime.datetime.now(datetime.timezone.utc)
        day = datetime.timedelta(days=1)
        cls.sign("good", "IP:127.0.0.1", now - day, now + day)
        cls.sign("elsewhere", "DNS:api-01.moengage.com", now - day, now + day)
        cls.sign("expired", "IP:127.0.0.1", now - 2 * day, now - day)

    @classmethod
    def openssl(cls, *words):
        more = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"] if words[0] == "req" else []
        subprocess.run(["openssl", *words, *more], cwd=cls.directory, check=True, capture_output=True)

    @classmethod
    def sign(cls, name, alternative, begins, ends):
        """NAME.pem: a certificate of the test authority for that host and time."""
        directory = cls.directory
        directory.joinpath("index.txt").write_text("", encoding="utf-8")
        directory.joinpath("ca.cnf").write_text(
            "[ca]\ndefault_ca = it\n[it]\ndatabase = index.txt\nnew_certs_dir = .\ndefault_md = sha256\n"
            "policy = any\nx509_extensions = names\nrand_serial = yes\n[any]\ncommonName = supplied\n"
            f"[names]\nsubjectAltName = {alternative}\n", encoding="utf-8")
        cls.openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
                    "-in", "server.csr", "-out", f"{name}.pem", "-notext",
                    "-startdate", begins.strftime("%Y%m%d%H%M%SZ"), "-enddate", ends.strftime("%Y%m%d%H%M%SZ"))

    def context(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / f"{name}.pem", self.directory / "server.key")
        return context

    def plan(self, context, authority="ca"):
        """What a plan against such a server says, and how many requests reached it."""
        server = Server(context)
        self.addCleanup(server.stop)
        repo = self.project()
        repo.write("segments/a.yaml", filter_manifest("Norway"))
        repo.replace("segctl.yaml", "sim:.segctl/simulator.json", f"https://127.0.0.1:{server.port}")
        run = repo.segctl("plan", environment={
            "MOENGAGE_WORKSPACE_ID": "w", "MOENGAGE_API_KEY": "k",
            "SEGCTL_CACERT": str(self.directory / f"{authority}.pem")})
        return run, server.requests

    def refused(self, context, words, authority="ca"):
        run, requests = self.plan(context, authority)
        self.ends(run, FAILED)
        self.assertIn(words, run.err)
        self.assertEqual((run.out, requests), ("", 0), "no credential left this machine")

    def test_a_certificate_of_a_trusted_authority(self):
        run, requests = self.plan(self.context("good"))
        self.ends(run, DONE)
        self.assertIn("1 to create", run.out)
        self.assertGreater(requests, 0)

    def test_an_authority_that_nobody_trusts(self):
        self.refused(self.context("good"), "the TLS certificate of 127.0.0.1 is not trusted", authority="other")

    def test_a_certificate_of_another_host(self):
        self.refused(self.context("elsewhere"),
                     "the TLS certificate that 127.0.0.1 shows is for another host name")

    def test_a_certificate_whose_time_is_over(self):
        self.refused(self.context("expired"), "the TLS certificate of 127.0.0.1 has expired")

    def test_a_server_that_stopped_at_tls_1_1(self):
        context = self.context("good")
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that is old is the point
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        self.refused(context, "127.0.0.1 offers no TLS version from 1.2 on")

    def test_a_server_without_tls(self):
        self.refused(None, "127.0.0.1 does not speak TLS on that port")

    def test_a_plain_http_endpoint_anywhere_but_on_this_machine(self):
        for host in ("api-01.moengage.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1",
                     "[2001:db8::1]"):
            with self.subTest(host):
                repo = self.project()
                run = repo.segctl("--endpoint", f"http://{host}", "list", environment={
                    "MOENGAGE_WORKSPACE_ID": "w", "MOENGAGE_API_KEY": "k"})
                self.ends(run, FAILED)
                self.assertIn("https", run.err)
                self.assertEqual(run.out, "")


if __name__ == "__main__":
    support.main()
