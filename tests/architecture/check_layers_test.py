"""Shows that check_layers.py finds each sort of breach, in projects of a few lines."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import check_layers  # noqa: E402: after the line above, or it would leave a cache in the sources

PAGE = """
| layer | knows | may include |
| --- | --- | --- |
| `base` | ground | – |
| `http` | wires | `base` |
| `plan` | thoughts | `base` |
| `cli` | words | all |

| library | headers | may be included by |
| --- | --- | --- |
| fmt | `fmt/` | all |
| libcurl | `curl/` | `http/curl_transport.cpp` |
| cpp-httplib | `httplib.h` | `http/server*` |
| names | `fmt/core.h` | `base/*` |
"""

GOOD = {
    "ARCHITECTURE.md": PAGE,
    "src/base/text.h": "#include <string>\n#include <sys/stat.h>\n",
    "src/http/curl_transport.cpp": '#include "base/text.h"\n#include <curl/curl.h>\n',
    "src/http/server_main.cpp": "#include <httplib.h>\n",
    "src/plan/plan.h": '#include "base/text.h"\n#include <fmt/format.h>\n#include <unistd.h>\n',
    "src/plan/CMakeLists.txt": "segctl_layer(plan\n  SOURCES plan.cpp\n  USES base\n  LIBRARIES x::x)\n",
    "src/cli/version.h.in": "#define VERSION 1\n",
    "src/cli/commands/run.cpp": '#include "cli/version.h"\n#include "plan/plan.h"\n',
}


class CheckLayers(unittest.TestCase):
    def found_in(self, files):
        with tempfile.TemporaryDirectory() as directory:
            project = pathlib.Path(directory)
            for path, text in files.items():
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_text(text, encoding="utf-8")
            return list(check_layers.breaches(project))

    def test_a_project_that_keeps_the_rules_has_no_breach(self):
        self.assertEqual(self.found_in(GOOD), [])

    def test_an_edge_that_the_table_does_not_have(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/plan/bad.cpp": '\n  #  include "http/wire.h"\n',
                           "src/http/wire.h": ""}),
            ['src/plan/bad.cpp:2: "http/wire.h": plan may not include http'])

    def test_an_edge_upwards(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/base/bad.h": '#include "plan/plan.h"\n'}),
            ['src/base/bad.h:1: "plan/plan.h": base may not include plan'])

    def test_a_library_outside_of_its_file(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/http/retry.cpp": "#include <curl/easy.h>\n",
                           "src/cli/commands/x.cpp": "#include <httplib.h>\n"}),
            ["src/cli/commands/x.cpp:1: <httplib.h> may be included by http/server* only",
             "src/http/retry.cpp:1: <curl/easy.h> may be included by http/curl_transport.cpp only"])

    def test_a_header_with_a_rule_of_its_own(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/base/a.cpp": "#include <fmt/core.h>\n",
                           "src/plan/a.cpp": "#include <fmt/core.h>\n"}),
            ["src/plan/a.cpp:1: <fmt/core.h> may be included by base/* only"])

    def test_a_library_that_nobody_decided_on(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/base/a.cpp": "#include <boost/any.hpp>\n",
                           "src/base/b.cpp": "#include <zlib.h>\n"}),
            ["src/base/a.cpp:1: <boost/any.hpp> is of a library that ARCHITECTURE.md doesn't list",
             "src/base/b.cpp:1: <zlib.h> is of a library that ARCHITECTURE.md doesn't list"])

    def test_a_folder_without_a_meaning(self):
        for name in ("core", "util", "common", "helpers", "misc"):
            breach = f"a folder has the name of what it is about, not {name}"
            self.assertEqual(self.found_in({**GOOD, f"src/{name}/x.h": ""}),
                             [f"src/{name}: {breach}"])
            self.assertEqual(self.found_in({**GOOD, f"src/plan/{name}/x.h": ""}),
                             [f"src/plan/{name}: {breach}"])

    def test_a_layer_that_the_table_does_not_have(self):
        self.assertEqual(self.found_in({**GOOD, "src/extra/x.h": ""}),
                         ["src/extra: ARCHITECTURE.md knows no such layer"])

    def test_a_layer_that_only_the_table_has(self):
        files = {path: text for path, text in GOOD.items() if not path.startswith("src/cli/")}
        self.assertEqual(self.found_in(files), ["ARCHITECTURE.md: there is no src/cli"])

    def test_headers_in_a_circle(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/plan/a.h": '#include "plan/b.h"\n',
                           "src/plan/b.h": '#include "plan/c.h"\n',
                           "src/plan/c.h": '#include "plan/a.h"\n'}),
            ["headers in a circle: plan/a.h -> plan/b.h -> plan/c.h -> plan/a.h"])

    def test_a_header_that_includes_itself(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/plan/a.h": '#include "plan/a.h"\n'}),
            ["headers in a circle: plan/a.h -> plan/a.h"])

    def test_layers_in_a_circle(self):
        page = PAGE.replace("| ground | – |", "| ground | `plan` |")
        self.assertEqual(self.found_in({**GOOD, "ARCHITECTURE.md": page}),
                         ["ARCHITECTURE.md: layers in a circle: base -> plan -> base"])

    def test_a_table_that_names_no_layer(self):
        page = PAGE.replace("| thoughts | `base` |", "| thoughts | `base`, `ground` |")
        self.assertEqual(self.found_in({**GOOD, "ARCHITECTURE.md": page}),
                         ["ARCHITECTURE.md: plan may include ground, which is no layer"])

    def test_a_missing_table(self):
        self.assertIn("ARCHITECTURE.md: a table is missing",
                      self.found_in({**GOOD, "ARCHITECTURE.md": "# nothing here\n"}))

    def test_an_include_that_does_not_name_its_layer(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/plan/x.cpp": '#include "plan.h"\n',
                           "src/plan/y.cpp": '#include "plan/../http/x.h"\n'}),
            ['src/plan/x.cpp:1: "plan.h" is not written as "layer/file.h"',
             'src/plan/y.cpp:1: "plan/../http/x.h" is not written as "layer/file.h"'])

    def test_an_include_of_nothing(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/plan/x.cpp": '#include "base/gone.h"\n',
                           "src/plan/y.cpp": "#include HEADER\n"}),
            ['src/plan/x.cpp:1: "base/gone.h" does not exist',
             "src/plan/y.cpp:1: can't read #include HEADER"])

    def test_a_layer_that_is_linked_all_the_same(self):
        self.assertEqual(
            self.found_in({**GOOD, "src/plan/CMakeLists.txt":
                           "segctl_layer(plan\n  SOURCES plan.cpp\n  USES base\n    http)\n"}),
            ["src/plan/CMakeLists.txt: plan may not use http"])

    def test_the_exit_code_and_the_output_tell(self):
        script = pathlib.Path(check_layers.__file__)
        for extra, code in (({}, 0), ({"src/util/x.h": ""}, 1)):
            with tempfile.TemporaryDirectory() as directory:
                for path, text in {**GOOD, **extra}.items():
                    file = pathlib.Path(directory) / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8")
                run = subprocess.run([sys.executable, str(script), directory],
                                     capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, bool(run.stdout)), (code, bool(code)))


if __name__ == "__main__":
    unittest.main()
