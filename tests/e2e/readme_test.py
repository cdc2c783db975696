"""What README shows first, typed as it stands there."""

import pathlib
import re
import subprocess
import tempfile

import support
from support import ROOT, SEGCTL, clean_environment


def block(text, language):
    return re.search(rf"```{language}\n(.*?)```\n", text, re.S).group(1)


class Readme(support.EndToEnd):
    def test_its_first_steps_work_in_an_empty_folder_and_show_what_it_shows(self):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(dir=support.SCRATCH)))
        manifest = block(text, "yaml")
        path = folder / re.match(r"# (\S+)\n", manifest).group(1)
        path.parent.mkdir()
        path.write_text(manifest, encoding="utf-8")
        script = "set -e\nsegctl() { \"$SEGCTL\" \"$@\"; }\n" + block(text, "sh")
        done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
                              env=clean_environment({"SEGCTL": SEGCTL}), timeout=support.TIME_LIMIT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        shown = block(text.split("says what that means:")[1], "")
        self.assertIn(self.without_ids(shown), self.without_ids(done.stdout))

    @staticmethod
    def without_ids(text):
        return re.sub(r"[0-9a-f]{24}", "ID", text)


if __name__ == "__main__":
    support.main()
