// draw-zpl.js NODE_MODULES FILE.zpl PREFIX DPI: each label of a ZPL stream as a printer would print it, into PREFIX-NNN.png.
// The renderer is zpl-renderer-js, which is another hand's reading of the language than ours.
"use strict";
const fs = require("fs");
const [modules, file, prefix, dpi] = process.argv.slice(2);
const { ready } = require(modules + "/zpl-renderer-js");

async function draw() {
    const { api } = await ready;
    const zpl = fs.readFileSync(file, "utf8");
    const dots = (command) => Number(new RegExp("\\^" + command + "(\\d+)").exec(zpl)[1]);
    const dotsAMm = dpi === "203" ? 8 : 12; // as Zebra counts: 203 and 300 dpi are nearly so
    const labels = await api.zplToBase64MultipleAsync(zpl, dots("PW") / dotsAMm, dots("LL") / dotsAMm, dotsAMm);
    labels.forEach((label, i) => {
        fs.writeFileSync(`${prefix}-${String(i + 1).padStart(3, "0")}.png`, Buffer.from(label, "base64"));
    });
    console.log(labels.length);
}

draw().then(() => process.exit(0), (error) => {
    console.error(String(error));
    process.exit(1);
});
