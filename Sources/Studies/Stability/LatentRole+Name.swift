import LinearVAE
import MeanField

extension LatentRole {
  /// The factor, −1 for noise, `nil` for nothing.
  var code: Int? {
    switch self {
    case .collapsed: nil
    case .noise: -1
    case .factor(let index): index
    }
  }

  /// What the latent stands for, for people; factors from 1.
  package var name: String {
    switch self {
    case .collapsed: "–"
    case .noise: "noise"
    case .factor(let index): "factor \(index + 1)"
    }
  }
}

extension FixedPoint {
  /// What each latent has a part of: "factor 1", or "1 + 2 + noise".
  package var partNames: [String] {
    parts.map { roles in
      guard roles.count > 1 else { return roles.first?.name ?? "" }
      return roles.map { role in
        if case .factor(let index) = role { "\(index + 1)" } else { role.name }
      }.joined(separator: " + ")
    }
  }
}
