/// A network as far as the calibration study tells networks apart.
public struct DeclaredNetwork: Sendable, Hashable {
  /// How its layers are connected.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Fully connected layers.
    case mlp
    /// Convolutions.
    case cnn
  }

  /// What its hidden units do.
  public enum Activation: String, Sendable, Hashable, Codable, CaseIterable {
    /// `max(0, x)`, whose units can die.
    case relu
    /// The hyperbolic tangent.
    case tanh
    /// `x/(1 + e^{−x})`, also called swish.
    case silu
  }

  /// How its layers are connected.
  public var kind: Kind
  /// What its hidden units do; `nil` if that is not known.
  public var activation: Activation?

  /// A network of a kind.
  public init(_ kind: Kind, activation: Activation? = nil) {
    (self.kind, self.activation) = (kind, activation)
  }

  /// Its name in a sentence, in the plural.
  package var name: String {
    let name = kind == .mlp ? "MLPs" : "convolutional networks"
    return switch activation {
    case nil: name
    case .relu: "ReLU \(name)"
    case .tanh: "tanh \(name)"
    case .silu: "SiLU \(name)"
    }
  }
}
