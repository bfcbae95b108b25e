import { stem } from '@synthwright/retrieval'

/** Words on one side say the contrary of those on the other, in the same place of the same sentence. */
const sides = `
all every each both always everything everyone everywhere | some few several none no never seldom rarely sometimes nothing nobody nowhere
always usually often frequently regularly | sometimes seldom rarely never occasionally
must shall required requires mandatory compulsory obligatory | may might optional optionally
more most greater | less fewer least
many much | few little
before prior previously earlier beforehand | after afterwards subsequently later following
early earliest | late latest
until | since
above over exceeds exceed exceeding beyond | below under beneath
top upper | bottom lower
up upward upwards | down downward downwards
upstairs | downstairs
in inside within into inward | out outside outward
on | off
with including | without excluding
first initial initially | last final finally
oldest eldest older elder | newest youngest younger newer
old ancient | new modern young recent
large big huge larger bigger largest biggest great greater greatest | small tiny little smaller smallest
high higher highest tall taller tallest | low lower lowest short shorter shortest
long longer longest | short shorter shortest brief
fast faster fastest quick quickly rapid rapidly | slow slower slowest slowly
near nearer nearest close closer closest | far farther further farthest distant
wide wider broad | narrow narrower
deep deeper | shallow
heavy heavier | light lighter
strong stronger strongest | weak weaker weakest
hard harder hardest difficult | easy easier easiest simple
hard | soft
hot warm hotter warmer | cold cool colder cooler
full | empty
rich wealthy | poor
bright | dark
good better best | bad worse worst poor
positive positively | negative negatively
true right correct correctly | false wrong incorrect incorrectly
same identical equal alike | different differs differ unequal other another
similar | different dissimilar
single | double multiple several
public open | private secret
internal inner internally inwards | external outer externally outwards
local | remote global foreign
major main chief primary | minor secondary subordinate
maximum maximal most upper | minimum minimal least lower
majority | minority
north northern northward | south southern southward
east eastern eastward | west western westward
northeast northeastern | southwest southwestern
northwest northwestern | southeast southeastern
left | right
front forward forwards | back rear backward backwards
begin begins began begun beginning start starts started starting commence commences commenced | end ends ended ending stop stops stopped stopping finish finishes finished
open opens opened | close closes closed shut shuts
accept accepts accepted approve approves approved allow allows allowed permit permits permitted | reject rejects rejected refuse refuses refused deny denies denied forbid forbids forbidden prohibit prohibited
increase increases increased rise rises rose risen grow grows grew grown gain gains gained climb climbed expand expanded raise raises raised | decrease decreases decreased fall falls fell fallen drop drops dropped decline declines declined lose lost shrink shrank reduce reduces reduced lower lowers lowered
win wins won winner victory | lose loses lost loser defeat defeated
pass passes passed succeed succeeds succeeded success successful successfully | fail fails failed failure unsuccessful unsuccessfully
add adds added insert inserts inserted | remove removes removed delete deletes deleted drop drops dropped
create creates created build builds built | destroy destroys destroyed demolish demolished
enable enables enabled activate activated | disable disables disabled deactivate deactivated
include includes included contain contains contained | exclude excludes excluded omit omits omitted lack lacks lacked
keep keeps kept retain retained | drop drops dropped discard discards discarded lose loses lost
send sends sent | receive receives received
give gives gave given | take takes took taken receive receives received
push pushes pushed | pull pulls pulled
buy buys bought purchase purchased | sell sells sold
import imports imported | export exports exported
enter enters entered arrive arrives arrived join joins joined | leave leaves left depart departs departed exit exits exited quit
come comes came | go goes went gone
attack attacks attacked | defend defends defended
support supports supported endorse endorsed favor favour favored favoured | oppose opposes opposed
agree agrees agreed | disagree disagrees disagreed
love loves loved like likes liked | hate hates hated dislike dislikes disliked
remember remembers remembered | forget forgets forgot forgotten
connect connects connected attach attached join joined | disconnect disconnects disconnected detach detached separate separated
lock locks locked | unlock unlocks unlocked
write writes wrote written | read reads
encrypt encrypted | decrypt decrypted
present available visible | absent missing unavailable invisible hidden
alive living live lives | dead died dies
born birth | died death buried
married | divorced unmarried single
male man men boy boys he him his himself mr | female woman women girl girls she her hers herself mrs ms
father son brother husband uncle nephew grandfather king prince duke | mother daughter sister wife aunt niece grandmother queen princess duchess
actor | actress
parent parents | child children
ancestor predecessor predecessors | descendant successor successors
teacher | student pupil
employer | employee
buyer customer | seller vendor
guilty | innocent acquitted
legal lawful | illegal unlawful
safe secure safely | dangerous unsafe insecure
temporary temporarily | permanent permanently durable
static fixed constant | dynamic variable changing
synchronous synchronously | asynchronous asynchronously
serial sequential sequentially | parallel concurrent concurrently
automatic automatically | manual manually
direct directly | indirect indirectly
explicit explicitly | implicit implicitly
strict | lax lenient loose
active | inactive passive idle
strong | eventual
odd | even
ascending | descending
horizontal | vertical
cause causes caused | prevent prevents prevented
help helps helped | hinder hinders hindered
protect protects protected | expose exposes exposed
save saves saved store stores stored | lose loses lost delete deletes deleted
hire hired appoint appointed | fire fired dismiss dismissed
ally allies friend friends | enemy enemies
ahead | behind
day daily daytime | night nightly
morning | evening
summer | winter
sea | land
urban | rural
domestic | foreign international
professional | amateur
fiction fictional | nonfiction factual real
natural | artificial synthetic
rare rarely | common commonly
cheap cheaper cheapest | expensive costly
profit profits | loss losses
income revenue | expense expenses cost costs
supply | demand
advantage advantages benefit benefits | disadvantage disadvantages drawback drawbacks
for | against
only | also
`

const sidesOf = new Map<string, Set<string>>()
sides
  .trim()
  .split('\n')
  .forEach((line, row) => {
    line.split(' | ').forEach((side, which) => {
      for (const word of side.split(' ')) {
        const key = stem(word)
        const known = sidesOf.get(key) ?? new Set()
        known.add(`${row}${which === 0 ? '<' : '>'}`)
        sidesOf.set(key, known)
      }
    })
  })

const across = (side: string): string => side.slice(0, -1) + (side.endsWith('<') ? '>' : '<')

const denyingPrefix = /^(?:un|in|im|il|ir|dis|non|mis|de|anti)-?/
const leastBase = 4

/** Whether one word is the other with a prefix or an ending that denies it: "valid" and "invalid". */
const isDenied = (word: string, other: string): boolean => {
  const base = word.replace(denyingPrefix, '')
  if (base !== word && base.length >= leastBase && base === other) return true
  return word.endsWith('less') && other === `${word.slice(0, -4)}ful`
}

/** Whether two words, folded to lower case, say the contrary of each other where one stands in the other's place. */
export const areOpposites = (word: string, other: string): boolean => {
  if (isDenied(word, other) || isDenied(other, word)) return true
  const [ours, theirs] = [stem(word), stem(other)].map((key) => sidesOf.get(key))
  return ours !== undefined && theirs !== undefined && [...ours].some((side) => theirs.has(across(side)))
}
