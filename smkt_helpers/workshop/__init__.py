"""The workshop: a room of people plays a company together, quarter by quarter.

From the inside out:

* `formats`: what is played when, read from a TOML file;
* `people`: who is in the room, and who sits where;
* `rounds`: the rules; each action gives the next state, or a sentence that says why not;
* `scoring`: what a quarter brought, by the same `simulate` and the same metrics as everywhere;
* `bots`: decisions for seats that nobody takes;
* `store`: every action kept on disk before it counts;
* `views`: what the projector and the paper show;
* `room`: the screen from which a trainer leads.

Everything up to `bots` reads and writes nothing: an action goes in, a state comes out.
"""
