/* Asks before something is lost: hx-confirm="question" on htmx elements, data-confirm="question" on plain forms and
   submit buttons. data-confirm-detail adds a sentence, data-confirm-label names the button after the deed. */
const dialog = document.getElementById("confirm-dialog");

function ask(question, source) {
  const { confirmDetail = "", confirmLabel } = source.dataset;
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.dataset.usual ??= yes.textContent;
  dialog.querySelector("h2").textContent = question;
  dialog.querySelector("[data-confirm-detail]").textContent = confirmDetail;
  yes.textContent = confirmLabel ?? yes.dataset.usual;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function beforeRequest(event) {
  const { ctx, issueRequest, dropRequest } = event.detail;
  event.preventDefault();
  const go = await ask(ctx.confirm, ctx.sourceElement);
  if (go) issueRequest();
  else dropRequest();
}

async function beforeSubmit(event) {
  const { target: form, submitter } = event;
  const source = submitter?.dataset.confirm ? submitter : form;
  if (!source.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(source.dataset.confirm, source))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.confirmed;
}

if (dialog) {
  document.addEventListener("htmx:confirm", beforeRequest);
  document.addEventListener("submit", beforeSubmit, { capture: true });
}
