/* What the reader can do with the map. Texts come as data and are only ever set as text. */
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("sp-data").textContent);
  var words = data.words;
  var map = window[data.map];
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var narrow = window.matchMedia("screen and (max-width: 820px)");

  function layer(name) { return window[name]; }
  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text !== undefined) { node.textContent = text; }
    return node;
  }

  /* what is shown keeps clear of the legend where that is open */
  var layers = document.getElementById("sp-layers");
  function fit(margin, moving) {
    var beside = layers.open && !narrow.matches ? layers.offsetWidth + 12 : 0;
    return {
      maxZoom: 18, animate: moving && !calm, duration: 0.5,
      paddingTopLeft: [margin, margin], paddingBottomRight: [margin + beside, margin]
    };
  }

  /* the frame: controls in the reader's language, the whole area in view */
  var box = map.getContainer();
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", words.map);
  L.control.zoom({ position: "topleft", zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  var Home = L.Control.extend({
    options: { position: "topleft" },
    onAdd: function () {
      var bar = L.DomUtil.create("div", "leaflet-bar leaflet-control sp-home");
      var link = L.DomUtil.create("a", "", bar);
      link.href = "#";
      link.title = words.whole;
      link.setAttribute("role", "button");
      link.setAttribute("aria-label", words.whole);
      link.appendChild(document.getElementById("sp-icon-whole").content.cloneNode(true));
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.on(link, "click", function (event) {
        L.DomEvent.preventDefault(event);
        choose(null);
        map.fitBounds(data.bounds, fit(20, true));
      });
      return bar;
    }
  });
  new Home().addTo(map);
  map.fitBounds(data.bounds, fit(20, false));

  /* sizes that follow the scale, from the same table as the window's */
  var streets = data.streets.map(function (name) {
    var casing = L.geoJSON(layer(name).toGeoJSON(), {
      pane: "casing", renderer: window.renderer_casing, interactive: false, style: { color: data.casing, opacity: 1, fill: false }
    });
    return { surface: layer(name), casing: casing };
  });
  function resize() {
    var zoom = map.getZoom();
    var step = Math.max(0, Math.min(data.sizes.length - 1, Math.round((zoom - data.zoom) * 2)));
    var size = data.sizes[step];
    streets.forEach(function (street) {
      street.surface.setStyle({ weight: size.street });
      street.casing.setStyle({ weight: size.street + 1.4 });
      if (size.street > 3 && map.hasLayer(street.surface)) { street.casing.addTo(map); } else { street.casing.remove(); }
    });
    data.dots.forEach(function (pair) {
      var radius = size[pair[1]];
      var look = { weight: Math.min(1.4, radius * 0.4) };
      layer(pair[0]).eachLayer(function (group) {
        group.eachLayer(function (dot) { dot.setRadius(radius); dot.setStyle(look); });
      });
    });
    box.classList.toggle("far", size.metres > data.far);
    box.classList.toggle("crowded", size.metres > data.crowded);
  }
  map.on("zoomend", resize);
  resize();

  /* layers on and off */
  document.querySelectorAll("input[data-layers]").forEach(function (input) {
    function apply() {
      input.dataset.layers.split(" ").forEach(function (name) {
        if (input.checked) { layer(name).addTo(map); } else { layer(name).remove(); }
      });
      resize();
    }
    input.addEventListener("change", apply);
    apply();
  });
  function fold() { layers.open = !narrow.matches; }
  fold();
  narrow.addEventListener("change", fold);
  L.DomEvent.disableScrollPropagation(layers);

  /* spaces: a line under the pointer, figures on a click or from the list */
  var shapes = {};
  function quiet(shape) {
    // The keyboard reaches spaces and proposals through the lists; hundreds of shapes would be in its way.
    function still() { var node = shape.getElement(); if (node) { node.setAttribute("tabindex", "-1"); } }
    shape.on("add", still);
    still();
  }
  function describe(space) {
    var node = make("div");
    node.appendChild(make("h3", "", space.name));
    if (space.kind) { node.appendChild(make("p", "grey small", space.kind)); }
    var table = make("table", "rows");
    space.rows.forEach(function (row) {
      var line = table.insertRow();
      line.appendChild(make("td", "", row[0]));
      line.appendChild(make("td", "num", row[1]));
    });
    node.appendChild(table);
    return node;
  }
  layer("geo_json_spaces").eachLayer(function (shape) {
    var at = shape.feature.properties.i;
    var space = data.spaces[at];
    shapes[at] = shape;
    var tip = make("div");
    tip.appendChild(make("strong", "", space.name));
    tip.appendChild(make("div", "grey", space.line));
    shape.bindTooltip(tip, { sticky: true });
    quiet(shape);
    shape.bindPopup(function () { return describe(space); }, { maxWidth: 300 });
    shape.on("popupopen", function () { shape.closeTooltip(); });
  });
  document.querySelectorAll("button[data-space]").forEach(function (button) {
    button.addEventListener("click", function () {
      var shape = shapes[button.dataset.space];
      if (!shape) { return; }
      toMap();
      map.fitBounds(shape.getBounds(), fit(90, false));
      shape.openPopup(shape.getBounds().getCenter());
    });
  });

  /* proposals: flags on the map, cards in the list, one chosen in both */
  var cards = document.querySelectorAll("#sp-proposals > li");
  var flags = [];
  var chosen = null;
  var halo = L.geoJSON(null, { pane: "halo", interactive: false, style: { color: data.halo, weight: 9, fill: false } }).addTo(map);
  var outlines = {};
  if (layer("geo_json_proposals")) {
    layer("geo_json_proposals").eachLayer(function (shape) { outlines[shape.feature.properties.i] = shape; });
  }
  data.proposals.forEach(function (proposal, at) {
    var icon = make("span");
    icon.appendChild(make("b", "", proposal.rank));
    icon.appendChild(make("i", "", proposal.name));
    var flag = L.marker(proposal.at, {
      icon: L.divIcon({ html: icon, className: "sp-flag", iconSize: [240, 28], iconAnchor: [120, 14] }),
      pane: "flags", riseOnHover: true
    }).addTo(map);
    flag.getElement().setAttribute("aria-label", proposal.label);
    flag.getElement().style.pointerEvents = "none";
    icon.style.pointerEvents = "auto";
    flag.on("click", function () { open(at); });
    flags.push(flag);
    if (outlines[at]) { outlines[at].on("click", function () { open(at); }); }
  });
  data.items.forEach(function (name) {
    layer(name).eachLayer(function (item) {
      quiet(item);
      item.bindTooltip(make("div", "", data.itemNames[item.feature.properties.i]), { direction: "top" });
    });
  });
  function choose(at) {
    chosen = at;
    halo.clearLayers();
    Object.keys(outlines).forEach(function (key) {
      outlines[key].setStyle({ weight: String(at) === key ? 4 : 2.6 });
    });
    if (outlines[at]) { halo.addData(outlines[at].toGeoJSON()); }
    flags.forEach(function (flag, index) {
      L.DomUtil[index === at ? "addClass" : "removeClass"](flag.getElement(), "chosen");
      flag.setZIndexOffset(index === at ? 1000 : 0);
    });
    cards.forEach(function (card, index) { card.classList.toggle("chosen", index === at); });
  }
  function show(at) {
    choose(at);
    map.closePopup();
    map.fitBounds(data.proposals[at].bounds, fit(50, true));
  }
  function open(at) {
    show(at);
    cards[at].querySelector("details").open = true;
    if (!narrow.matches) { cards[at].scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" }); }
  }
  function toMap() { if (narrow.matches) { box.scrollIntoView({ block: "start" }); } }
  cards.forEach(function (card, at) {
    card.querySelector(".go").addEventListener("click", function () { toMap(); show(at); });
  });

  /* paper shows everything that is folded */
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.filter.call(document.querySelectorAll("details:not(.licences)"), function (node) { return !node.open; });
    folded.forEach(function (node) { node.open = true; });
    map.invalidateSize({ animate: false });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (node) { node.open = false; });
    map.invalidateSize({ animate: false });
  });
  new ResizeObserver(function () { map.invalidateSize({ animate: false }); }).observe(box);
})();
