import Exhibits
import Results
import Statistics

/// Retained slabs and structural bytes, mixed against isolated: linear against flat.
let twopointPlot = Plot("twopoint", in: TwoPoint.section, TwoPointSample.self) { samples in
  let samples = samples.sustained
  // Strict reuse is the theorem's setting.
  let reuse = samples.contains { $0.reuse == .strict } ? ReuseMode.strict : .ring
  return twopointFigure(samples.filter { $0.reuse == reuse }, reuse)
}

/// The figure of `twopointPlot`; nil unless both routings ran.
func twopointFigure(_ samples: [TwoPointSample], _ reuse: ReuseMode) -> Figure? {
  var slabs = Chart(
    "Slabs that are not empty", x: .linear("requests", .count), y: .linear("retained slabs", .count)
  )
  var structural = Chart(
    "Memory that no live object needs", x: .linear("requests", .count),
    y: .linear("structural bytes", .bytes()))
  var ends: [Routing: (slabs: Double, structural: Double)] = [:]
  var fit: LinearFit?
  for routing in Routing.allCases {
    let group = samples.filter { $0.routing == routing }
    let retained = SeedBand(group, x: { Double($0.request) }, y: { Double($0.retainedSlabs) })
    let stranded = SeedBand(group, x: { Double($0.request) }, y: { Double($0.structuralBytes) })
    guard let slabsEnd = retained.line.last, let end = stranded.line.last else { return nil }
    ends[routing] = (slabsEnd.y, end.y)
    if routing == .mixed {
      fit = try? LinearFit(x: stranded.line.map(\.x), y: stranded.line.map(\.y))
    }
    let style = routing == .mixed ? SeriesStyle.series(1) : .measured
    slabs.add(.line(retained.line, style, .label(routing.rawValue)))
    structural.add(.line(stranded.line, style, .label(routing.rawValue)))
  }
  guard let mixed = ends[.mixed], let isolated = ends[.isolated], let fit else { return nil }
  let bytes = NumberStyle.bytes()
  let straight = fit.rSquared.map { ", R² \(Figures.decimal($0, 5))" } ?? ""
  var figure = Figure(
    "twopoint",
    title: "Mixed routing strands \(bytes.label(fit.slope)) more with every request; isolated "
      + "routing strands \(bytes.label(isolated.structural)) in all",
    subtitle: "The same objects in the same order, \(reuse.rawValue) reuse, "
      + seedNote(Set(samples.map(\.seed)).count).lowercasedFirst
      + " Isolated, the retained slabs are those that live session objects fill.",
    description:
      "At the end mixed routing retains \(Figures.count(Int(clamping: mixed.slabs))) slabs with "
      + "\(bytes.label(mixed.structural)) of structural bytes, which grow in a straight line"
      + "\(straight); isolated routing retains \(Figures.count(Int(clamping: isolated.slabs))) slabs with "
      + "\(bytes.label(isolated.structural)).",
    charts: [slabs, structural])
  figure.pictured = 1
  return figure
}
