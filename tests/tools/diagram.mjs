// Reads the diagram in the file that is named, as Mermaid does. Ends with 1 and the reason if it cannot.
import { readFileSync } from "node:fs";
import purify from "dompurify";
import mermaid from "mermaid";

// Labels are cleaned in a browser only. Here nothing is shown.
purify.addHook = () => {};
purify.sanitize = (text) => text;

try {
    await mermaid.parse(readFileSync(process.argv[1], "utf8"));
} catch (error) {
    console.error(String(error));
    process.exitCode = 1;
}
