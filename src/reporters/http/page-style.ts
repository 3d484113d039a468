/** The page's only style sheet; without it the page is whole too. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #57606a; --line: #d0d7de;
  --box: #f6f8fa; --good: #116329; --bad: #a40e26; --open: #7d4e00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9198a1;
  --line: #3d444d; --box: #161b22; --good: #56d364; --bad: #ff938a; --open: #e3b341; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0; }
dl { margin: .5rem 0 0; }
dt { color: var(--faint); }
dd { margin: 0 0 .25rem 1rem; }
a { color: inherit; }
small, footer, time { color: var(--faint); }
code { font: .9em/1.5 ui-monospace, monospace; white-space: pre-wrap; }
article { margin: .75rem 0; padding: .75rem 1rem; border: 1px solid var(--line);
  border-left: .3rem solid var(--open); border-radius: .4rem; background: var(--box); }
article.unhealthy { border-left-color: var(--bad); }
article p { margin: .5rem 0 0; }
.healthy, .False { color: var(--good); }
.unhealthy, .True { color: var(--bad); font-weight: 600; }
.unknown, .Unknown { color: var(--open); font-weight: 600; }
.notApplicable { color: var(--faint); }
article.unhealthy, article.unknown { color: inherit; font-weight: inherit; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; white-space: nowrap; }
td:last-child { width: 100%; white-space: normal; }
th { font-weight: 600; }
footer { margin-top: 2rem; }
@media (max-width: 45rem) {
  table, tbody, tr, td:last-child { display: block; }
  thead { display: none; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  th, td { display: inline-block; padding: 0 .75rem 0 0; border: 0; white-space: normal; }
}
`;
