#include "cli/commands/command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace segctl::cli {
namespace {

/// A command, or a command of a command, with the words that may follow it.
struct Completed {
  std::string path;  ///< "segctl state"
  std::vector<std::string> commands;
  std::vector<std::string> options;
};

std::vector<std::string> long_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

void collect(const CLI::App& app, const std::string& path, std::vector<Completed>& all) {
  Completed entry{path, {}, long_options(app)};
  for (const CLI::App* sub : app.get_subcommands({})) entry.commands.push_back(sub->get_name());
  all.push_back(entry);
  for (const CLI::App* sub : app.get_subcommands({})) {
    collect(*sub, path + " " + sub->get_name(), all);
  }
}

std::string words_of(const Completed& entry) {
  return fmt::format("{}", fmt::join(entry.commands, " ")) + (entry.commands.empty() ? "" : " ") +
         fmt::format("{}", fmt::join(entry.options, " "));
}

std::string bash_script(const std::vector<Completed>& all) {
  std::string cases;
  for (const Completed& entry : all) {
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", entry.path, words_of(entry));
  }
  return "# bash completion for segctl: install as completions/segctl\n"
         "_segctl() {\n"
         "  local word=\"${COMP_WORDS[COMP_CWORD]}\" path=\"segctl\" words=\"\" i next\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    next=\"${COMP_WORDS[i]}\"\n"
         "    case \"$next\" in -*) continue ;; esac\n"
         "    case \"$path $next\" in\n" +
         [&] {
           std::string known;
           for (const Completed& entry : all) {
             if (entry.path != "segctl")
               known += fmt::format("      \"{0}\") path=\"{0}\" ;;\n", entry.path);
           }
           return known;
         }() +
         "    esac\n"
         "  done\n"
         "  case \"$path\" in\n" +
         cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  case \"$word\" in -*) ;; *) COMPREPLY+=($(compgen -f -- \"$word\")) ;; esac\n"
         "}\n"
         "complete -o filenames -F _segctl segctl\n";
}

std::string zsh_script(const std::vector<Completed>& all) {
  return "#compdef segctl\n# zsh completion for segctl, through its bash completion\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_script(all);
}

std::string fish_script(const std::vector<Completed>& all) {
  std::string script = "# fish completion for segctl\n";
  for (const Completed& entry : all) {
    const auto space = entry.path.rfind(' ');
    const std::string last = space == std::string::npos ? "" : entry.path.substr(space + 1);
    const std::string condition =
        last.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + last;
    for (const std::string& word : entry.commands) {
      script += fmt::format("complete -c segctl -n \"{}\" -f -a {}\n", condition, word);
    }
    for (const std::string& option : entry.options) {
      script += fmt::format("complete -c segctl -n \"{}\" -l {}\n", condition, option.substr(2));
    }
  }
  return script;
}

ExitCode run_completion(const CLI::App& app, const std::string& shell, const Console& console) {
  std::vector<Completed> all;
  collect(app, "segctl", all);
  console.result(shell == "bash"  ? bash_script(all)
                 : shell == "zsh" ? zsh_script(all)
                                  : fish_script(all));
  return ExitCode::Done;
}

}  // namespace

void add_completion_command(CLI::App& app, Invocation& invocation) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a shell's completion script");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &invocation] {
    invocation.run = [shell, &app](const Console& console) {
      return run_completion(app, *shell, console);
    };
  });
}

}  // namespace segctl::cli
