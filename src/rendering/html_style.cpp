#include "rendering/html_parts.h"

namespace segctl::rendering {

// One text: its lines are no steps of a function.
// NOLINTNEXTLINE(readability-function-size)
const std::string& html_style() {
  static const std::string kStyle = R"css(
:root{
  --page:#f5f6f8; --card:#fff; --ink:#1b2330; --soft:#5a6577; --faint:#8b95a5; --line:#dfe3ea;
  --code:#f0f2f6; --accent:#2f5fd0;
  --bad:#c0262d; --bad-bg:#fdecec; --warm:#b45309; --warm-bg:#fff4e0; --violet:#7a3fb8; --violet-bg:#f4ecfc;
  --blue:#2f5fd0; --blue-bg:#eaf0fe; --green:#17794a; --green-bg:#e6f6ed; --grey:#5a6577; --grey-bg:#eceff3;
  --filter:#4c78dd; --file:#d9822b; --cohort:#8a5cc7; --other:#7d8898;
}
@media (prefers-color-scheme:dark){:root{
  --page:#11151c; --card:#191f29; --ink:#e4e8ef; --soft:#a2adbd; --faint:#77839a; --line:#2b3443;
  --code:#222a37; --accent:#84a9ff;
  --bad:#ff8a8a; --bad-bg:#3a1d21; --warm:#f5b45c; --warm-bg:#38290f; --violet:#c9a2f2; --violet-bg:#2d2140;
  --blue:#84a9ff; --blue-bg:#1c2a4a; --green:#6fd3a0; --green-bg:#15321f; --grey:#a2adbd; --grey-bg:#262e3b;
  --filter:#6f97f0; --file:#e09a52; --cohort:#a982dd; --other:#8b95a5;
}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:5rem}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main,.top,footer{max-width:1080px;margin:0 auto;padding:0 1.25rem}
.top{padding-top:1.75rem}
.brand{margin:0;font-weight:700;letter-spacing:.04em;color:var(--accent);font-size:.85rem}
h1{margin:.1rem 0 .35rem;font-size:1.75rem;line-height:1.2;letter-spacing:-.01em}
h1 em{font-style:normal;color:var(--accent)}
h2{font-size:1.05rem;margin:2rem 0 .6rem}
h2 span{color:var(--faint);font-weight:400;margin-left:.25rem}
h3{font-size:.74rem;margin:0 0 .25rem;color:var(--soft);text-transform:uppercase;letter-spacing:.05em}
p{margin:.35rem 0}
a{color:var(--accent)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em}
code{background:var(--code);border-radius:4px;padding:.1em .35em}
pre{background:var(--code);border-radius:8px;padding:.7rem .8rem;margin:0;overflow-x:auto;line-height:1.45;overflow-wrap:normal}
.about{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;color:var(--soft);font-size:.87rem;margin:0 0 1.1rem}
.about b{font-weight:600;color:var(--ink)}
.lead{border-radius:12px;padding:.95rem 1.15rem;background:var(--grey-bg);color:var(--grey);border-left:5px solid currentColor}
.lead p{color:var(--ink);margin:.2rem 0}
.lead .first{color:inherit;font-size:1.2rem;font-weight:650;line-height:1.35}
.lead.archive,.lead.failed{background:var(--bad-bg);color:var(--bad)}
.lead.loss,.lead.warning,.lead.waiting{background:var(--warm-bg);color:var(--warm)}
.lead.conflict{background:var(--violet-bg);color:var(--violet)}
.lead.change{background:var(--blue-bg);color:var(--blue)}
.lead.quiet{background:var(--green-bg);color:var(--green)}
.counts{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.6rem;grid-template-columns:repeat(auto-fill,minmax(118px,1fr))}
.counts li{background:var(--card);border:1px solid var(--line);border-radius:12px;color:var(--grey)}
.counts a,.counts li>span{display:block;padding:.6rem .8rem;color:var(--soft);font-size:.82rem;text-decoration:none;line-height:1.3}
.counts b{display:block;font-size:1.6rem;line-height:1.15;font-variant-numeric:tabular-nums;color:var(--ink)}
.counts a:hover{border-radius:12px;box-shadow:0 0 0 2px var(--accent)}
.counts .zero{opacity:.55}
.counts .archive:not(.zero) b,.counts .failed:not(.zero) b{color:var(--bad)}
.counts .conflict:not(.zero) b{color:var(--violet)}
.counts .loss:not(.zero) b,.counts .warning:not(.zero) b,.counts .waiting:not(.zero) b{color:var(--warm)}
.holds ul,.notices ul,.remarks ul{list-style:none;margin:0;padding:0}
.holds li,.notices li,.remarks li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.55rem .85rem;margin:.4rem 0}
.holds li{border-left:4px solid var(--bad)}
.notices li{border-left:4px solid var(--warm)}
.holds .keys,.notices small{color:var(--soft)}
.remarks li{background:none;border:0;padding:.1rem 0;color:var(--soft)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:.8rem;margin-top:1rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.8rem 1rem;display:flex;flex-direction:column-reverse;justify-content:flex-end;gap:.5rem}
figcaption{font-size:.82rem;color:var(--soft);display:flex;flex-wrap:wrap;gap:.1rem .8rem}
figcaption b{color:var(--ink);margin-right:auto}
svg{width:100%;height:auto;max-width:520px}
svg text{font-size:12px;fill:var(--ink)}
svg .label{text-anchor:end;fill:var(--soft)}
svg .number{font-variant-numeric:tabular-nums}
svg .of-filter{fill:var(--filter)} svg .of-file{fill:var(--file)} svg .of-cohort{fill:var(--cohort)} svg .of-other{fill:var(--other)}
svg circle.before{fill:var(--card);stroke:var(--faint);stroke-width:2}
svg circle.more{fill:var(--green)} svg circle.fewer{fill:var(--bad)}
svg line{stroke-width:3;stroke-linecap:round} svg line.more{stroke:var(--green)} svg line.fewer{stroke:var(--bad)}
.key::before{content:"";display:inline-block;width:.65em;height:.65em;border-radius:50%;margin-right:.35em;background:var(--other)}
.key.of-filter::before{background:var(--filter)} .key.of-file::before{background:var(--file)} .key.of-cohort::before{background:var(--cohort)}
.key.before::before{background:none;box-shadow:inset 0 0 0 2px var(--faint)} .key.more::before{background:var(--green)} .key.fewer::before{background:var(--bad)}
.tools{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;background:var(--page);padding:.7rem 0;margin-top:1rem;border-bottom:1px solid var(--line)}
.tools[hidden]{display:none}
.tools input{flex:1 1 24rem;min-width:0}
.tools input,.tools select,.tools button{font:inherit;font-size:.88rem;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.4rem .7rem}
.tools button{cursor:pointer}
.tools :focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.chips,.all{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
.chip[aria-pressed=false]{opacity:.5;text-decoration:line-through}
.tools output{color:var(--soft);font-size:.85rem}
.entry{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--grey);border-radius:10px;margin:.45rem 0;content-visibility:auto;contain-intrinsic-size:auto 46px}
.entry.archive,.entry.failed{border-left-color:var(--bad)}
.entry.loss,.entry.warning,.entry.waiting{border-left-color:var(--warm)}
.entry.conflict{border-left-color:var(--violet)}
.entry.change{border-left-color:var(--blue)}
.entry:target{box-shadow:0 0 0 2px var(--accent)}
.entry[hidden],.group[hidden]{display:none}
summary{cursor:pointer}
.entry>summary{display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:baseline;padding:.55rem .85rem;list-style:none}
.entry>summary::-webkit-details-marker{display:none}
.entry>summary::before{content:"›";color:var(--faint);width:.6em;transition:transform .12s}
.entry[open]>summary::before{transform:rotate(90deg)}
.badge{font-size:.78rem;font-weight:600;border-radius:6px;padding:.08rem .5rem;background:var(--grey-bg);color:var(--grey)}
.archive .badge,.failed .badge{background:var(--bad-bg);color:var(--bad)}
.loss .badge,.warning .badge,.waiting .badge{background:var(--warm-bg);color:var(--warm)}
.conflict .badge{background:var(--violet-bg);color:var(--violet)}
.change .badge{background:var(--blue-bg);color:var(--blue)}
.kind{color:var(--soft);font-size:.87rem}
.name{font-weight:600}
.tag{font-size:.78rem;color:var(--soft);border:1px solid var(--line);border-radius:6px;padding:0 .4rem}
.size{font-size:.85rem;font-variant-numeric:tabular-nums;color:var(--soft)}
.place{margin-left:auto;color:var(--faint);font-size:.82rem}
.body{padding:.1rem .9rem .8rem 2rem;display:grid;gap:.65rem;grid-template-columns:minmax(0,1fr)}
.body p{margin:0}
.danger{color:var(--bad);font-weight:600}
.danger::before{content:"Destructive: "}
.note{color:var(--soft);font-size:.9rem}
.facts{display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;margin:0;padding:0;list-style:none;font-size:.87rem}
.facts small{color:var(--soft);margin-right:.25rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th{text-align:left;font-weight:600;color:var(--soft);font-size:.76rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;min-width:8rem}
td small{color:var(--faint)}
td code{background:none;padding:0}
tr.removed td:nth-child(2),tr.changed td:nth-child(2){background:var(--bad-bg)}
tr.added td:nth-child(3),tr.changed td:nth-child(3){background:var(--green-bg)}
td.none{color:var(--faint)}
.words ul,.steps ul{margin:0;padding-left:1.1rem}
.definition>summary{color:var(--accent);font-size:.87rem;margin-bottom:.4rem}
.sides{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:.6rem}
.sides pre span{display:block;margin:0 -.8rem;padding:0 .8rem}
pre .removed{background:var(--bad-bg)} pre .added{background:var(--green-bg)} pre .gap{background:repeating-linear-gradient(135deg,transparent 0 5px,var(--line) 5px 6px)}
.link{font-size:.8rem;color:var(--faint);justify-self:start}
footer{color:var(--faint);font-size:.8rem;padding-top:2rem;padding-bottom:2.5rem}
@media (max-width:640px){
  body{font-size:14.5px} main,.top,footer{padding-left:.8rem;padding-right:.8rem}
  h1{font-size:1.4rem} .sides{grid-template-columns:minmax(0,1fr)} .body{padding-left:.9rem}
  .counts{grid-template-columns:repeat(3,minmax(0,1fr))} .counts b{font-size:1.3rem}
  .place{margin-left:0;flex-basis:100%} .tools{position:static}
  th,td{min-width:6rem}
}
@media print{
  :root{--page:#fff;--card:#fff;--ink:#000;--soft:#333;--faint:#555;--line:#bbb;--code:#f4f4f4}
  body{font-size:10.5pt} .tools,.link,footer{display:none!important}
  .entry{break-inside:avoid;content-visibility:visible} .entry>summary::before{display:none}
  details::details-content{content-visibility:visible;block-size:auto}
  *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto} .entry>summary::before{transition:none}}
)css";
  return kStyle;
}

}  // namespace segctl::rendering
