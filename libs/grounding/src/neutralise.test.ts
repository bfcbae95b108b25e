import { neutralise } from './neutralise.ts'

describe('neutralised text', () => {
  it.each<[string, string, boolean]>([
    ['see [decision_ab12] there', 'see \\[decision_ab12\\] there', true],
    ['see [decision_ab12#3-9]', 'see \\[decision_ab12#3-9\\]', true],
    ['see [deci<b></b>sion_ab12]', 'see \\[decision_ab12\\]', true],
    ['see [a note] and [1]', 'see [a note] and [1]', false],
    ['see [decision_ab12](http://x.org)', 'see decision_ab12', false],
    ['in code `[decision_ab12]`', 'in code `[decision_ab12]`', false],
    ['## Verification', '\\## Verification', false],
    ['- item', '\\- item', false],
    ['3. item', '3\\. item', false],
    ['> quote', '\\> quote', false],
    ['one\n\n## two\r\n- three', 'one ## two - three', false],
    ['<script>alert(1)</script>Text <b>bold</b>', 'Text bold', false],
    ['<img src=x onerror=alert(1)> and ![alt](javascript:x)', 'and', false],
    ['go to <javascript:alert(1)>', 'go to javascript:alert(1)', false],
    ['Map<string, number> and a < b', 'Map&lt;string, number> and a < b', false],
    ['a `stray tick and [stray bracket', 'a \\`stray tick and \\[stray bracket', false],
    ['[x]: http://x.org', '\\[x\\]: http://x.org', false],
    ['rest of a link](http://x.org) here', 'rest of a link here', false],
  ])('%j', (text, inert, forged) => expect(neutralise(text)).toEqual({ text: inert, forged }))
})
