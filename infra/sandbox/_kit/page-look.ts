/** How drawings look, here and wherever else they are shown. */
export const css = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 110rem; }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); align-items: start; }
section { background: var(--soft); border-radius: 8px; padding: .75rem; overflow: hidden; }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 0 0 .5rem; } h3 { font-size: .95rem; margin: 0; } h4 { margin: .3rem 0; }
article { background: Canvas; border-left: 4px solid #2a8a4a; border-radius: 4px; padding: .5rem .75rem; margin: .5rem 0; }
article.bad { border-color: #c33; } p { margin: .25rem 0; white-space: pre-wrap; }
article, td, pre { overflow-wrap: anywhere; } pre { white-space: pre-wrap; max-height: 20rem; overflow: auto; background: var(--soft); padding: .4rem; }
article { max-width: 100%; } .drawing { max-height: 24rem; overflow: auto; }
table { border-collapse: collapse; } th { text-align: left; padding-right: .75rem; vertical-align: top; font-weight: 600; white-space: nowrap; }
.small { font-size: .85em; opacity: .75; } .link { text-decoration: underline dotted; }
.mail { width: 100%; height: 30rem; border: 1px solid var(--line); background: #fff; }
.button { border: 1px solid var(--line); border-radius: 4px; padding: 0 .5rem; } mark { background: #c33; color: #fff; }
`;

/** No script runs, nothing is fetched: what a document may say of itself, a header says of it too. */
export const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";
