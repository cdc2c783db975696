"""The few calls of GitHub and GitLab that segctl-sticky-comment makes, as a small local server."""

import http.server
import json
import re
import threading
import urllib.parse

GITHUB = re.compile(r"^/repos/shop/segments/issues/(\d+)/comments$")
GITHUB_ONE = re.compile(r"^/repos/shop/segments/issues/comments/(\d+)$")
GITLAB = re.compile(r"^/projects/77/merge_requests/(\d+)/notes$")
GITLAB_ONE = re.compile(r"^/projects/77/merge_requests/\d+/notes/(\d+)$")
TOKEN = "secret-token"


class Site:
    """Comments by number; what was asked, in order; faults to answer with first."""

    def __init__(self, author="github-actions[bot]"):
        self.comments = {}
        self.asked = []
        self.faults = []
        self.author = author
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *unused):
                pass

            def do_GET(self):
                site.answer(self, "GET")

            def do_POST(self):
                site.answer(self, "POST")

            def do_PATCH(self):
                site.answer(self, "PATCH")

            def do_PUT(self):
                site.answer(self, "PUT")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def add(self, number, author, body):
        self.comments[number] = {"id": number, "user": {"login": author}, "author": {"username": author},
                                 "body": body}

    def answer(self, call, method):
        length = int(call.headers.get("Content-Length") or 0)
        body = json.loads(call.rfile.read(length) or b"null")
        path, _, query = call.path.partition("?")
        self.asked.append(f"{method} {call.path}")
        status, answer, extra = self.result(call, method, path, urllib.parse.parse_qs(query), body)
        text = json.dumps(answer).encode()
        call.send_response(status)
        for name, value in extra.items():
            call.send_header(name, value)
        call.send_header("Content-Length", str(len(text)))
        call.end_headers()
        call.wfile.write(text)

    def result(self, call, method, path, query, body):
        token = (call.headers.get("Authorization") or "").removeprefix("Bearer ")
        if TOKEN not in (token, call.headers.get("PRIVATE-TOKEN")):
            return 401, {"message": "Bad credentials"}, {}
        if self.faults:
            return self.faults.pop(0)
        if method == "GET" and path == "/user":
            return 200, {"username": self.author}, {}
        if GITHUB.match(path) or GITLAB.match(path):
            return self.many(method, query, body)
        one = GITHUB_ONE.match(path) or GITLAB_ONE.match(path)
        if one and method == ("PATCH" if path.startswith("/repos") else "PUT"):
            self.comments[int(one.group(1))]["body"] = body["body"]
            return 200, self.comments[int(one.group(1))], {}
        return 404, {"message": "Not Found"}, {}

    def many(self, method, query, body):
        if method == "POST":
            number = max(self.comments, default=0) + 1
            self.add(number, self.author, body["body"])
            return 201, self.comments[number], {}
        size, page = int(query["per_page"][0]), int(query["page"][0])
        numbers = sorted(self.comments)[size * (page - 1):size * page]
        return 200, [self.comments[number] for number in numbers], {}
