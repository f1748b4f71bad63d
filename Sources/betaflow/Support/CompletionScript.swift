import LinearVAE
import ProblemFiles
import Studies

/// The completion scripts that ArgumentParser writes, with what they lack: the commands after `help`, the
/// names of schedules after `schedule`, and values after `--format=` in bash and zsh.
struct CompletionScript {
  private var lines: [String]
  private let commands: [String]
  private let schedules = BetaSchedule.signatures.map { String($0.prefix { $0 != "(" }) }

  /// A script of ArgumentParser with the additions; any other text as it is.
  static func completed(_ text: String, commands: [String]) -> String {
    var script = CompletionScript(
      lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
      commands: commands)
    switch script.lines.first {
    case "#!/bin/bash"?: script.completeBash()
    case "#compdef betaflow"?: script.completeZsh()
    case let first? where first.hasPrefix("function __betaflow_"): script.completeFish()
    default: return text
    }
    return script.lines.joined(separator: "\n")
  }

  private init(lines: [String], commands: [String]) {
    (self.lines, self.commands) = (lines, commands)
  }

  private mutating func insert(_ new: String, after anchor: String, within start: String) {
    guard let first = lines.firstIndex(of: start),
      let index = lines[first...].firstIndex(of: anchor)
    else { return }
    lines.insert(new, at: index + 1)
  }

  private mutating func completeBash() {
    insert(
      "    __betaflow_add_completions -W $'\(commands.joined(separator: "\\n"))'",
      after: "    __betaflow_offer_flags_options -1", within: "_betaflow_help() {")
    insert(
      "        __betaflow_add_completions -W $'\(schedules.joined(separator: "\\n"))'",
      after: "    1)",
      within: "_betaflow_schedule() {")
    guard let last = lines.lastIndex(where: { $0.hasPrefix("complete ") }) else { return }
    lines[last] = """
      # Most bashes split --format=csv into three words, others not at all: the functions above know two.
      __betaflow() {
          local -a given=("${COMP_WORDS[@]}") words=()
          local -i index cword=COMP_CWORD
          local last="${2}" flag=""
          for index in "${!given[@]}"; do
              if [[ "${given[index]}" = "=" && index -gt 0 && "${given[index - 1]}" = --* ]]; then
                  if ((index == COMP_CWORD)); then words+=(""); else ((index < COMP_CWORD && cword--)); fi
              else
                  words+=("${given[index]}")
              fi
          done
          if [[ "${last}" = --*=* ]]; then
              flag="${last%%=*}" last="${last#*=}"
              words=("${words[@]:0:cword}" "${flag}" "${last}" "${words[@]:cword + 1}")
              cword+=1
          fi
          local -a COMP_WORDS=("${words[@]}")
          local -i COMP_CWORD=cword
          _betaflow "${1}" "${last}" "${COMP_WORDS[COMP_CWORD - 1]}"
          [[ -z "${flag}" ]] || COMPREPLY=("${COMPREPLY[@]/#/${flag}=}")
      }

      complete -o filenames -F __betaflow betaflow
      """
  }

  private mutating func completeZsh() {
    for (index, line) in lines.enumerated() {
      if line == "        '*:subcommands:'" {
        lines[index] = "        '1:subcommand:(\(commands.joined(separator: " ")))'"
      } else if line.hasPrefix("        ':spec:_files ") {
        lines[index] =
          line.replacing(
            ":spec:", with: ":spec:{__betaflow_complete \(schedules.joined(separator: " ")); "
          ).dropLast() + "}'"
      } else if let end = line.firstIndex(of: "["), line.contains("]:"),
        line.trimmingPrefix(while: { " '*".contains($0) }).hasPrefix("--")
      {
        // Values of their own or behind an equals sign.
        lines[index].insert("=", at: end)
      }
    }
  }

  private mutating func completeFish() {
    for (command, words) in [("help", commands), ("schedule", schedules)] {
      let condition =
        "__betaflow_should_offer_completions_for_positional \"betaflow \(command)\" -eq 1"
      lines.append("complete -c 'betaflow' -n '\(condition)' -fa '\(words.joined(separator: " "))'")
    }
  }
}
