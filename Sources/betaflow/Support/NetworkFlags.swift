import ArgumentParser
import Requests
import Studies

extension DeclaredNetwork.Kind: ExpressibleByArgument {}
extension DeclaredNetwork.Activation: ExpressibleByArgument {}

/// The network that will be trained in place of the linear model.
struct NetworkFlags: ParsableArguments {
  @Option(
    help: """
      The network that you will train: adds how far networks ended from the linear prediction, and how \
      many got stuck.
      """)
  var network: DeclaredNetwork.Kind?

  @Option(help: "What the hidden units of --network do; all of these count unless given.")
  var activation: DeclaredNetwork.Activation?

  /// What these flags say.
  var part: NetworkPart {
    var part = NetworkPart()
    (part.network, part.activation) = (network, activation)
    return part
  }
}
