/** The look of the page. */
export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
details { border: 1px solid #8884; border-radius: .4rem; margin: .4rem 0; padding: .3rem .8rem; }
summary { cursor: pointer; }
.method { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-top: 1px solid #8883; }
th { font-weight: normal; white-space: nowrap; }
h4, h5 { margin: .8rem 0 .2rem; }
small { font-weight: normal; opacity: .75; }
abbr { text-decoration: none; color: #c33; }
`
