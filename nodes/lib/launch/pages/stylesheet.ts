/** How the pages look: contrast of at least 7:1, text that grows with the browser's, nothing an old browser needs. */
export const STYLESHEET = `body { margin: 0; background: #fff; color: #1a1a1a; font: 1.125rem/1.5 sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; }
dl { margin: 1rem 0; padding: 1rem; border: 2px solid #1a1a1a; }
dt { font-weight: bold; }
dd { margin: 0 0 .5rem; font-size: 1.25rem; }
.alert { padding: 1rem; border: 3px solid #8a0000; background: #fff0f0; }
.notice { padding: 1rem; border: 3px solid #5c4300; background: #fff8e0; }
button, .button { display: inline-block; padding: .75rem 1.5rem; border: 0; background: #003f70; color: #fff; font: inherit; font-weight: bold; text-decoration: none; }
a:focus, button:focus { outline: 3px solid #b35900; outline-offset: 2px; }
.support, .language { color: #404040; font-size: 1rem; }
`;
