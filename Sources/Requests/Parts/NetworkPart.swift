import LinearVAE
import Studies

/// The network that will be trained in place of the linear model.
package struct NetworkPart: KeyGroup {
  /// Its kind; nothing is said of networks unless given.
  package var network: DeclaredNetwork.Kind?
  /// What its hidden units do; all of them count unless given.
  package var activation: DeclaredNetwork.Activation?

  package enum CodingKeys: String, CodingKey, CaseIterable { case network, activation }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    network = try section.choice(.network)
    activation = try section.choice(.activation)
  }

  package func validate() throws(InvalidProblem) {
    if activation != nil && network == nil {
      throw .unsuited("activation", "it is that of a network: give \"network\"")
    }
  }

  var declared: DeclaredNetwork? { network.map { DeclaredNetwork($0, activation: activation) } }
}
