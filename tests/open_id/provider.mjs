// An office's single sign-on for the tests: a certified provider, with the people that PEOPLE lists.

import Provider from "oidc-provider";

const people = JSON.parse(process.env.PEOPLE);
const issuer = `http://127.0.0.1:${process.env.PORT}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "thutuc", client_secret: process.env.SECRET, redirect_uris: [process.env.CALLBACK], post_logout_redirect_uris: [process.env.LEFT], backchannel_logout_uri: process.env.ENDED, backchannel_logout_session_required: true }],
  features: { backchannelLogout: { enabled: true } },
  // The service of the tests is on this machine, where the provider calls nobody by itself, and it may be slow.
  fetch: (url, { dispatcher, signal, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  scopes: ["openid", "profile"],
  claims: { openid: ["sub"], profile: ["preferred_username", "name", "groups", "unit"] },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
});
provider.listen(process.env.PORT, "127.0.0.1", () => console.log(`ready ${issuer}`));
