"""The document exchange (edXML, QCVN 102:2016/BTTTT): envelopes taken in and answered, replies sent out."""
