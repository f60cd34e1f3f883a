SUND, Norway (CNN) -- The bridge to Vik opened on Tuesday.

It is the longest of the coast.

@highlight

Bridge opens after four years

@highlight

Ferries sail on
