import { isAllowedOrigin } from './allowed-origin.ts'

it.each([
  ['no page at all', undefined, 'gateway.example.org', true],
  ['a page of this machine, served here', 'http://localhost:3000', 'localhost:3000', true],
  ['by another name of it', 'http://127.0.0.1:3000', '127.0.0.1:3000', true],
  ['and by a third', 'http://[::1]:3000', '[::1]:3000', true],
  ['an origin that is allowed', 'https://console.example.org', 'gateway.example.org', true],
  ['a page of this machine, served elsewhere', 'http://localhost:5173', 'localhost:3000', false],
  ['a page of another host', 'https://pages.example.org', 'localhost:3000', false],
  ['a host whose name was made to point here', 'http://pages.example.org:3000', 'pages.example.org:3000', false],
  ['a page without an origin', 'null', 'localhost:3000', false],
  ['nonsense', 'localhost:3000', 'localhost:3000', false],
])('%s', (_, origin, host, allowed) => {
  expect(isAllowedOrigin({ origin, host }, ['https://console.example.org'])).toBe(allowed)
})
