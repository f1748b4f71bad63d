import MessageText
import NumericKit

/// Why a loss could not be read, and where in its text.
public struct LossConventionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The loss as it was given.
  public let text: String
  /// Where in `text`, counted in characters from 1; `nil` when the whole is at fault.
  public let column: Int?
  /// What is wrong there and what would be right.
  public let reason: String
  /// The names that have no value, where that is what is wrong.
  public let undefinedNames: [String]

  init(_ text: String, column: Int? = nil, undefined: [String] = [], _ reason: String) {
    (self.text, self.column, self.reason, undefinedNames) = (text, column, reason, undefined)
  }

  /// The error as a sentence that quotes the loss and names the column.
  public var description: String {
    let place = column.map { ", column \($0)" } ?? ""
    return "loss \"\(text.shown())\"\(place): \(reason)"
  }
}
