// Learning curves as a journal prints them: SVG for the web, PDF for the paper, and the gnuplot script
// that holds the numbers behind both.
import Foundation
import Plotting

let times = (0...200).map { pow(10, Double($0) / 50) }
let curves = [0.1, 0.5, 0.9].map { beta in
  Series.line(
    x: times, y: times.map { 1 / (1 + $0 * $0 / (1e4 + 1e5 * beta)) },
    label: "\(.beta) = \(beta)")
}
let panel = Panel(
  x: .logarithmic("time \(.symbol("t"))"), y: Axis("error \(.symbol("ε", sub: "g"))"),
  series: curves, annotations: [.span(from: 2, to: 60, label: "plateau")])

try Figure(title: "Learning curves", panels: [panel]).write(
  to: ["learning-curves.svg", "learning-curves.pdf", "learning-curves.gp"])
