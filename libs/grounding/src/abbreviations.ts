const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Abbreviations after which a sentence practically never ends. Lower case, without the final stop. */
export const neverFinal = words(`
  dr mr mrs ms prof mx messrs gen col capt cpt lt sgt maj cmdr adm rev hon gov sen rep pres
  e.g eg i.e ie vs v cf viz approx ca fig figs eq eqs chap op resp
  dept univ incl excl
`)

/** Abbreviations that may end a sentence: it ends when the next word is a usual sentence opener. */
export const seldomFinal = words(`
  inc ltd corp co llc plc bros gmbh al etc jr sr esq phd ph.d m.d b.a m.a b.sc m.sc d.c a.m p.m a.d b.c u.s u.k u.n e.u
  ave blvd rd sq st mt ft c ch vol vols sec sect art ext est min max avg tel jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
`)

/** Abbreviations only when a number follows: "No. 5", "pp. 3–9". */
export const beforeNumber = words(
  'no nos p pp pt par para para art item step line ver v rev ed jan feb mar apr jun jul aug sep sept oct nov dec',
)

/** Words that, capitalised, usually open a sentence. */
export const openers = words(`
  the a an this that these those it its he she they we you i his her their our your my there here then thus
  in on at for from by with without to of as after before during since until when while where if unless although though
  because but and or so yet however moreover furthermore therefore instead also still both each every all some many most
  few several no not none only once what who which why how one two three do does did is are was were can could should
  would will may might must let please see note use
`)
