import ArgumentParser

/// The command `betaflow`.
@main
struct Betaflow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "betaflow", abstract: "Know how a (β-)VAE learns before you train it.")
}
