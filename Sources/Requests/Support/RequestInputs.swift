import LinearVAE
import Storage

/// What a request works on beside its own values, and what its door does meanwhile.
package struct RequestInputs: Sendable {
  /// Something its author should know.
  package struct Remark: Sendable, Hashable {
    /// Whether something is likely to be wrong; else it is a note.
    package let isWarning: Bool
    /// In a sentence, with keys of the request in quotes.
    package let text: String

    package init(_ text: String, isWarning: Bool = false) {
      (self.text, self.isWarning) = (text, isWarning)
    }
  }

  /// Arrays in memory, which keys of the request name in place of files.
  package var arrays: [String: BorrowedArray]
  /// Whether a picture is wanted: some studies then follow smooth curves for it.
  package var wantsFigure = false
  /// The checkpoint of work that is stopped although none was asked for; none is written unless given.
  package var rescue: String?
  /// Does work that saves its state when it is stopped.
  package var saving: @Sendable (_ work: () throws -> Void) throws -> Void = { try $0() }
  /// Hears of remarks as they come up, in the thread of the request.
  package var remark: @Sendable (Remark) -> Void

  package init(
    arrays: [String: BorrowedArray] = [:], remark: @escaping @Sendable (Remark) -> Void = { _ in }
  ) {
    (self.arrays, self.remark) = (arrays, remark)
  }

  package func note(_ text: String) { remark(Remark(text)) }

  package func warn(_ text: String) { remark(Remark(text, isWarning: true)) }
}
