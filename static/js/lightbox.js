/* The enlarged picture by keyboard: its links as arrow keys, Escape closes. In: public/picture.html. */
const LINKS = {
  ArrowLeft: '.lightbox [rel="prev"]',
  ArrowRight: '.lightbox [rel="next"]',
  Escape: ".lightbox [data-lightbox-close]",
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.key in LINKS && document.querySelector(LINKS[event.key]);
  if (!link) return;
  event.preventDefault();
  link.click();
});
