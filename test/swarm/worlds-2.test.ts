import { worlds } from "./worlds.ts";

worlds(1);
