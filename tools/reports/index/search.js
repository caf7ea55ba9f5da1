"use strict";
// Cards stay that hold all words; below them, links to the sections that do.
const MOST_LINKS = 6;
const form = document.getElementById("search");
const input = document.getElementById("words");
const found = document.getElementById("found");

const normal = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const cards = [...document.querySelectorAll(".card")].map((card) => {
  const list = card.querySelector(".hits");
  const sections = [...list.children].map((item) => ({
    item, text: normal(item.textContent + " " + item.dataset.words),
  }));
  const own = [...card.querySelectorAll("h3, p")].map((part) => part.textContent).join(" ");
  return { card, list, sections, text: [normal(own), ...sections.map((s) => s.text)].join(" ") };
});

function count(number, what) {
  return number + " " + what + (number === 1 ? "" : "s");
}

function search() {
  const words = normal(input.value).split(/\s+/).filter(Boolean);
  const holds = (text) => words.every((word) => text.includes(word));
  let reports = 0;
  let places = 0;
  for (const { card, list, sections, text } of cards) {
    card.hidden = !holds(text);
    reports += card.hidden ? 0 : 1;
    let links = 0;
    for (const section of sections) {
      const hit = words.length > 0 && holds(section.text);
      places += hit ? 1 : 0;
      links += hit ? 1 : 0;
      section.item.hidden = !hit || links > MOST_LINKS;
    }
    list.hidden = links === 0;
  }
  found.textContent = words.length === 0 ? ""
    : reports === 0 ? "Nothing found" : count(reports, "report") + ", " + count(places, "section");
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("input", search);
// A browser that comes back to the page brings the words along.
search();
