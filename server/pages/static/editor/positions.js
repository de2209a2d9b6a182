// Where the rows of a result are: pairs of latitude and longitude columns, and WKT literals.

const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";
const LATITUDE = /^(.*?)(latitude|lat)(\d*)$/i;

// In: names of the variables, rows of SPARQL JSON. Out: [{row, geometry}] with GeoJSON geometries.
export function located(variables, rows) {
  const pairs = columns(variables);
  return rows.flatMap((row) => geometries(row, pairs).map((geometry) => ({ row, geometry })));
}

export function columns(variables) {
  return variables.flatMap((name) => {
    const [, before, , after] = LATITUDE.exec(name) ?? [];
    if (before === undefined) return [];
    const other = new RegExp(`^${escaped(before)}(longitude|lon|lng|long)${after}$`, "i");
    const longitude = variables.find((each) => other.test(each));
    return longitude ? [[name, longitude]] : [];
  });
}

function geometries(row, pairs) {
  const points = pairs.map(([lat, lon]) => point(number(row[lat]), number(row[lon])));
  const written = Object.values(row).filter((term) => term.datatype === WKT).map((term) => wkt(term.value));
  return [...points, ...written].filter(Boolean);
}

const number = (term) => (term?.value?.trim() ? Number(term.value) : NaN);

function point(lat, lon) {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { type: "Point", coordinates: [lon, lat] } : null;
}

// A WKT literal may begin with the IRI of its reference system; without one it is CRS84, longitude first.
export function wkt(text) {
  const [, system, shape] = /^\s*(?:<([^>]*)>)?\s*(.*)$/s.exec(text);
  if (system && !/CRS84$|EPSG\/0\/4326$/.test(system)) return null;
  try {
    const geometry = globalThis.Terraformer.wktToGeoJSON(shape.toUpperCase());
    return /4326$/.test(system ?? "") ? swapped(geometry) : geometry;
  } catch {
    return null;
  }
}

function swapped(geometry) {
  const swap = (value) => (typeof value[0] === "number" ? [value[1], value[0]] : value.map(swap));
  return { ...geometry, coordinates: swap(geometry.coordinates) };
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
