/* Gives each changing request the token bound to this sign-in, from <meta name="csrf-token">. */
const HEADER = "X-CSRF-Token";

function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/* For requests made by fetch(): { headers: { ...csrfHeaders() } } */
export function csrfHeaders() {
  return token() ? { [HEADER]: token() } : {};
}

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (!/^(GET|HEAD)$/i.test(request.method)) {
    Object.assign(request.headers, csrfHeaders());
  }
});
